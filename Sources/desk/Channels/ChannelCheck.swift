internal import DeskConsole
internal import DeskCore
internal import DeskKit

/// `desk channel check CHANNEL`: what stands in the way of connecting it, one by one, and what mends it.
enum ChannelCheck {
    static func run(_ call: Call, _ channel: String) {
        let look = BrokerLook(call)
        let trouble = look.interview?.welcome == nil ? look.trouble : "the broker does not know what to check; is it older than this desk?"
        let checks = Preflight(look.check(channel), Catalogue(call.arguments.value("--adapters")), channel, brokerTrouble: trouble) {
            Mend.adapter(SafeText.line(channel), Patient(call))
        }
        if call.format.shape == .json {
            for finding in checks.findings { call.say(json: finding.json) }
        } else {
            call.say(checks.lines(call.format))
            if checks.isWell {
                call.remark(call.format.hasHints ? "It can be connected: desk channel connect \(SafeText.line(channel))" : "")
            }
        }
        if checks.isWell { return call.done() }
        call.format.shape == .json ? call.end(Call.no) : call.fail(checks.verdict)
    }
}

/// `desk channel info CHANNEL`: what it is and can do, and the form that connects it; or an account of it.
enum ChannelInfo {
    static func run(_ call: Call, _ key: String) {
        let look = BrokerLook(call)
        let catalogue = Catalogue(call.arguments.value("--adapters"))
        let channels = look.channels ?? []
        let accounts = channels.flatMap { $0["accounts"]?.elements ?? [] }
        let told = look.check(key).flatMap { $0["manifest"] }.flatMap { $0.isNull ? nil : $0 }
        if let manifest = told ?? catalogue.item(key)?.manifest {
            return show(call, manifest, accounts.filter { $0["channel"]?.isString(key) == true })
        }
        if let account = accounts.first(where: { $0["account"]?.isString(key) == true }) { return show(call, account: account) }
        let names =
            catalogue.items.map(\.key) + channels.compactMap { $0["channel"]?.string } + accounts.compactMap { $0["account"]?.string }
        let guess = NearestWord.name(like: key, among: names).map { " Did you mean \($0)?" } ?? ""
        let message = "There is no channel and no account \(PlainText.ascii(key, max: 64)); desk channel available lists channels.\(guess)"
        call.refuse(DeskKit.Refusal(code: "not_found", message: message))
    }

    private static func show(_ call: Call, _ manifest: JSONValue, _ accounts: [JSONValue]) {
        guard call.format.shape != .json else {
            call.say(json: manifest.raw)
            return call.done()
        }
        var rows = ["key", "name", "description", "glyph", "logo"].compactMap { name in row(name, manifest[name]) }
        if let words = manifest["setupInstructions"] { rows.append(row("before", text(words))) }
        for (name, value) in manifest["capabilities"]?.members ?? [] { rows.append(row("can", "\(SafeText.line(name)): \(text(value))")) }
        for field in FormField.form(manifest) { rows.append(row("form", words(field))) }
        rows += accounts.map {
            row(
                "account",
                text($0["account"]) + ", " + AccountStatus($0, AdapterWords($0)).words
                    + ($0["address"] == nil ? "" : ", " + text($0["address"])))
        }
        call.say(table(rows).lines(call.format))
        call.done()
    }

    private static func show(_ call: Call, account: JSONValue) {
        guard call.format.shape != .json else {
            call.say(json: account.raw)
            return call.done()
        }
        var rows = ["account", "label", "name", "channel"].compactMap { row($0, account[$0]) }
        rows.append(row("reached by", text(account["identifier"]?["kind"]) + " " + text(account["identifier"]?["value"])))
        rows.append(row("status", AccountStatus(account, AdapterWords(account)).words))
        if let address = account["address"] { rows.append(row("found at", text(address))) }
        rows += ["whenOff", "undoSeconds", "revision"].compactMap { row($0, account[$0]) }
        for (name, value) in account["settings"]?.members ?? [] { rows.append(row("form", "\(SafeText.line(name)): \(text(value))")) }
        call.say(table(rows).lines(call.format))
        call.done()
    }

    private static func words(_ field: FormField) -> String {
        let need = field.isRequired ? ", needed" : ""
        let standard = field.standard.map { ", else \(SafeText.line($0.typed))" } ?? ""
        let help = field.help.isEmpty ? "" : "; \(field.help)"
        return "\(field.name) (\(field.kindWords)\(need)\(standard)): \(field.label)\(help)"
    }

    private static func row(_ name: String, _ value: JSONValue?) -> Table.Row? { value.map { row(name, text($0)) } }
    private static func row(_ name: String, _ text: String) -> Table.Row { .init(cells: [name, text]) }

    private static func text(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        return SafeText.line(value.utf8 ?? value.raw)
    }

    private static func table(_ rows: [Table.Row]) -> Table {
        var table = Table(columns: [.init(name: "what", width: 12), .init(name: "value", width: 0)])
        table.rows = rows
        return table
    }
}
