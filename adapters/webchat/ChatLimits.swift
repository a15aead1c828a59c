/// Every ceiling of the web chat beyond the web server's own.
struct ChatLimits {
    /// Characters (Unicode scalars) of one message.
    var textMax = 4_000
    /// Conversations in memory; the oldest that nobody looks at are forgotten first, and loaded again when somebody does.
    var chatsMax = 4_096
    var chatBytesTotalMax = 64 << 20
    var idleMilliseconds = 300_000
    /// Of one conversation in memory, the latest.
    var itemsMax = 500
    var itemBytesMax = 512 << 10
    /// Streams of one visitor: tabs share one, so that these are browsers that cannot share.
    var streamsPerChatMax = 8
    /// Messages of one visitor, and of all together, within the time.
    var sendsMax = 20
    var sendsTotalMax = 1_000
    var sendsMilliseconds = 10_000
    /// Of one file, in bytes, and files of one message.
    var fileBytesMax: Int64 = 25 << 20
    var filesPerMessageMax = 10
    /// Files of one visitor, and of all together, within the time.
    var filesMax = 30
    var filesTotalMax = 600
    var filesMilliseconds = 60_000
    /// A desk that is back so soon was never away.
    var awayAfterMilliseconds = 1_500
    var typingMillisecondsMin = 1_000
    var historyPageLimit = 200

    /// What a message can need as JSON: twelve bytes a scalar where a browser escapes it as a pair, and the rest of the object.
    var sendBytesMax: Int { textMax * 12 + 1_024 + filesPerMessageMax * 1_024 }
}
