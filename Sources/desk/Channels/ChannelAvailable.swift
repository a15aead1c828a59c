internal import DeskConsole
internal import DeskKit

/// What a broker says of channels, where there is one; the catalogue is of use without.
struct BrokerLook {
    let interview: Interview?
    /// Why there is nothing to see.
    let trouble: String

    init(_ call: Call) {
        do throws(UsageError) {
            let location = try SocketLocation(explicit: call.seat.flags.socket)
            let admin = try? Interview(location, .admin, name: call.seat.me, call.seat.flags)
            let rep = admin?.welcome == nil ? try? Interview(location, .rep, name: call.seat.me, call.seat.flags) : nil
            interview = admin?.welcome != nil ? admin : rep
            trouble =
                switch interview?.outcome {
                case .attached: ""
                case .trouble(let trouble): trouble.message
                case .silent: "the broker does not answer: is it stopped, or busy reading its journal?"
                case nil: "the socket cannot be opened"
                }
        } catch {
            (interview, trouble) = (nil, error.description)
        }
    }

    /// All channels that it knows; nil where it cannot be asked.
    var channels: [JSONValue]? {
        var found: [JSONValue] = []
        var after: String?
        repeat {
            guard let body = interview?.ask("channels", { writer in if let after { writer.field("after", after) } }) else { return nil }
            found += body["items"]?.elements ?? []
            after = body["next"]?.string
        } while after != nil
        return found
    }

    func check(_ channel: String) -> JSONValue? { interview?.ask("channel.check") { $0.field("channel", channel) } }
}

/// `desk channel available`: what could be connected on this machine, and how far it is.
enum ChannelAvailable {
    private struct Entry {
        let key: String
        let name: String
        let about: String
        let state: String
        let hint: String
        let item: Catalogue.Item?
    }

    static func run(_ call: Call) {
        let catalogue = Catalogue(call.arguments.value("--adapters"))
        let look = BrokerLook(call)
        let channels = look.channels
        let entries = Set(catalogue.items.map(\.key) + (channels ?? []).compactMap { $0["channel"]?.string }).sorted().map { key in
            entry(key, catalogue.item(key), channels?.first { $0["channel"]?.isString(key) == true }, isKnown: channels != nil)
        }
        if call.format.shape == .json {
            for entry in entries { call.say(json: json(entry)) }
        } else if entries.isEmpty {
            call.remark("There is none: no program named desk-… and no ….manifest.json is in \(SafeText.line(catalogue.directory)).")
        } else {
            call.say(table(entries).lines(call.format))
            if channels == nil { call.remark("Whether they are connected nobody can say: " + SafeText.line(look.trouble)) }
        }
        call.done()
    }

    private static func entry(_ key: String, _ item: Catalogue.Item?, _ channel: JSONValue?, isKnown: Bool) -> Entry {
        let accounts = channel?["accounts"]?.elements ?? []
        let state = state(item, channel, accounts, isKnown)
        let about = item?.manifest?["description"]?.utf8 ?? channel?["description"]?.utf8 ?? []
        let name = item?.manifest?["name"]?.utf8 ?? channel?["name"]?.utf8 ?? Array(key.utf8)
        let fault = item.flatMap { $0.fault.isEmpty ? nil : $0.fault }
        let hint = fault ?? (accounts.isEmpty ? "desk channel connect \(key)" : "")
        return Entry(key: key, name: SafeText.line(name), about: SafeText.line(about), state: state, hint: SafeText.line(hint), item: item)
    }

    private static func state(_ item: Catalogue.Item?, _ channel: JSONValue?, _ accounts: [JSONValue], _ isKnown: Bool) -> String {
        guard let channel, channel["installed"]?.bool != false else {
            return item?.fault.isEmpty == false ? "BROKEN" : item == nil ? "not installed" : "installed"
        }
        guard !accounts.isEmpty else { return channel["connected"]?.bool == true ? "registered" : "registered, adapter away" }
        let off = accounts.count { $0["active"]?.bool == false }
        let count = accounts.count == 1 ? "" : ", \(accounts.count) accounts"
        let shut = off == 0 ? ", on" : off == accounts.count ? ", OFF" : ", \(off) OFF"
        return "connected\(count)\(shut)" + (channel["connected"]?.bool == true ? "" : ", adapter away")
    }

    private static func table(_ entries: [Entry]) -> Table {
        var table = Table(columns: [
            .init(name: "channel", width: 16), .init(name: "name", width: 24), .init(name: "state", width: 36),
            .init(name: "about", width: 0),
        ])
        for entry in entries {
            table.rows.append(
                .init(
                    cells: [entry.key, entry.name, entry.state, entry.hint.isEmpty ? entry.about : entry.about + "; " + entry.hint],
                    plainCells: [entry.key, entry.name, entry.state, entry.about]))
        }
        return table
    }

    private static func json(_ entry: Entry) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("channel", entry.key)
        writer.field("name", entry.name)
        writer.field("description", entry.about)
        writer.field("state", entry.state)
        if let item = entry.item {
            writer.field("path", item.path)
            if !item.fault.isEmpty { writer.field("fault", item.fault) }
        }
        writer.endObject()
        return writer.bytes
    }
}
