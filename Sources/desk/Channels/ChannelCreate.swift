internal import DeskConsole
internal import DeskKit

/// `desk channel create CHANNEL ACCOUNT`: an account that no adapter has tried.
enum ChannelCreate {
    static func run(_ call: Call, _ channel: String, _ account: String) {
        let identifier = call.arguments.value("--identifier") ?? "opaque:\(account)"
        guard let colon = identifier.firstIndex(of: ":") else {
            return call.fail(
                usage: "--identifier is KIND:VALUE, such as email:help@example.org or opaque:\(PlainText.ascii(account, max: 64))")
        }
        ChannelList.gather(call) { channels in
            let accounts = channels.flatMap { $0["accounts"]?.elements ?? [] }
            let former = accounts.first { $0["account"]?.utf8?.elementsEqual(account.utf8) == true }
            call.ask(
                "account.create",
                {
                    $0.field("channel", channel)
                    $0.field("account", account)
                    if let label = call.arguments.value("--label") { $0.field("label", label) }
                    $0.name("identifier")
                    $0.beginObject()
                    $0.field("kind", String(identifier[..<colon]))
                    $0.field("value", String(identifier[identifier.index(after: colon)...]))
                    $0.endObject()
                }, then: { tellOfCreated(account, channel, $0, former: former, call) })
        }
    }

    /// - Parameter former: the account as it stood before, of which nothing has changed.
    private static func tellOfCreated(_ account: String, _ channel: String, _ body: JSONValue, former: JSONValue?, _ call: Call) {
        let name = SafeText.line(account)
        if call.format.shape == .json { call.say(answer: body) }
        if let former, let wished = call.arguments.value("--label"), former["label"]?.utf8?.elementsEqual(wished.utf8) != true {
            return call.fail("\(name) was there already; its label stays '\(SafeText.line(former["label"]?.utf8 ?? []))'")
        }
        if call.format.shape != .json {
            let state = body["active"]?.bool == false ? "OFF" : "on"
            let hint = call.format.hasHints ? " desk channel list" : ""
            let here = former == nil ? "is an account of \(SafeText.line(channel)) and \(state)" : "was there already, and is \(state)"
            call.say("\(name) \(here).\(hint)")
        }
        call.done()
    }
}
