internal import DeskCore
internal import DeskKit

/// Where connecting begins.
enum ChannelConnect {
    static func start(_ call: Call, channel: String) {
        ChannelList.gather(call) { channels in
            let known = Set(channels.flatMap { $0["accounts"]?.elements ?? [] }.compactMap { $0["account"]?.string })
            ConnectRun(call, channel: channel, taken: known).begin()
        }
    }

    static func reauthorize(_ call: Call, _ account: String) {
        ChannelAccount.find(call, account) { found in
            ConnectRun(call, channel: found["channel"]?.string ?? "", renewed: found, taken: []).begin()
        }
    }
}

/// An account as the desk has it.
enum ChannelAccount {
    static func find(_ call: Call, _ account: String, then: @escaping (JSONValue) -> Void) {
        ChannelList.gather(call) { channels in
            let known = channels.flatMap { $0["accounts"]?.elements ?? [] }
            if let found = known.first(where: { $0["account"]?.utf8?.elementsEqual(account.utf8) == true }) { return then(found) }
            let near = NearestWord.name(like: account, among: known.compactMap { $0["account"]?.string })
            let guess = near.map { " Did you mean \($0)?" } ?? ""
            let message = "There is no account \(PlainText.ascii(account, max: 64)); desk channel list shows those there are.\(guess)"
            call.refuse(DeskKit.Refusal(code: "not_found", message: message))
        }
    }
}
