/// A member's name as it stands in JSON, made once: a message has thirty of them on its way through the broker.
public struct JSONName: Sendable {
    let bytes: [UInt8]

    public init(_ name: StaticString) { bytes = Array("\"\(name)\":".utf8) }

    public static let account = JSONName("account")
    public static let at = JSONName("at")
    public static let by = JSONName("by")
    public static let duplicate = JSONName("duplicate")
    public static let event = JSONName("event")
    public static let events = JSONName("events")
    public static let from = JSONName("from")
    public static let key = JSONName("key")
    public static let kind = JSONName("kind")
    public static let message = JSONName("message")
    public static let name = JSONName("name")
    public static let re = JSONName("re")
    public static let role = JSONName("role")
    public static let seq = JSONName("seq")
    public static let text = JSONName("text")
    public static let thread = JSONName("thread")
    public static let threadName = JSONName("threadName")
    public static let ticket = JSONName("ticket")
    public static let type = JSONName("type")
    public static let value = JSONName("value")
}
