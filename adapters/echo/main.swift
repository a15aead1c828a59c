// The smallest adapter that is a whole one: standard input is the service, standard output the contact's screen.
//
//     $ desk-echo --account shop
//     ana: The printer jams.          you write as contact "ana", in a thread of that name
//     ana< Have you tried paper?      what a rep answers
//
// To make your own: copy this folder, rename it, describe your service in the manifest, and fill in the three
// functions: what arrives is published, what is to be sent is delivered, what an admin connects is tried. DeskKit does
// the rest: it connects, comes back when the desk was away, and sends again what the desk has not confirmed.
import DeskKit

var capabilities = Capabilities(identifiers: [.opaque], threading: .adapterThread)
capabilities.maxTextLength = 4_096
(capabilities.supportsEdit, capabilities.supportsDelete, capabilities.supportsReactions) = (true, true, true)
var manifest = Manifest(key: "echo", name: "Echo", description: "Lines of text, to try the desk with", capabilities: capabilities)
manifest.glyph = "ech"
manifest.setupInstructions =
    "Nothing is needed: the service is the terminal in which desk-echo runs. A real service would want its password here."
manifest.connectSchema = [
    ConnectField("name", "Name of the account", isRequired: true, standard: .text("Echo"), help: "as the service would call it"),
    ConnectField("password", "Password of the service", .secret, help: "every one will do but 'wrong', so that you see a refusal"),
]

/// A terminal shows what a phone would: a reply that is more than its words is a line all the same.
func words(of delivery: Delivery) -> String {
    let number = delivery.target.map { String($0.message) } ?? "?"
    let doing: String? =
        switch delivery.amendment {
        case nil: nil
        case .edit: "[changes message \(number)]"
        case .delete: "[takes back message \(number)]"
        case .reaction(let isRemoved): isRemoved ? "[no longer reacts to message \(number)]" : "[reacts to message \(number)]"
        }
    let files = delivery.attachments.map { "[\($0.usage.rawValue) \($0.name), \($0.bytes) bytes]" }
    let parts = delivery.parts.map { part in
        switch part {
        case .location(let latitude, let longitude, let name, _): "[location \(name ?? "") \(latitude),\(longitude)]"
        case .contactCard(let name, _): "[contact card \(name)]"
        case .quickReplies(let replies): "[choose: " + replies.map(\.label).joined(separator: " | ") + "]"
        case .unsupported(let kind): "[\(kind)]"
        }
    }
    return ([doing, delivery.text.isEmpty ? nil : delivery.text].compactMap { $0 } + files + parts).joined(separator: " ")
}

let manual = AdapterManual(
    [
        "Each line of the standard input is a message of a contact, and each reply is a line of the standard output. A line `NAME: TEXT` is what the contact NAME says, in a thread of that name."
    ],
    examples: [("Play the customer at a terminal:", "desk-echo --account shop")])

AdapterProgram.run(manifest, version: "0.1", manual: manual) { adapter, arguments in
    let account = arguments.accounts.first
    // A key names a message for good. A real service has identifiers of its own to make it from; lines have none,
    // so ours count from a start that no other run has.
    let run = adapter.uniqueName()
    var count = 0

    // 1. From the service to the desk.
    func publish(_ line: String) {
        let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
        let (thread, text) = parts.count == 2 ? (parts[0], parts[1]) : ("console", line)
        if text.isEmpty { return }
        // Without --account, the first one that the desk has given us.
        guard let account = account ?? adapter.accounts.first?.account else {
            LineOutput.write("\(thread)! not sent: no account yet; make one with `desk channel connect echo`")
            return
        }
        count += 1
        let from = Party(.opaque(thread), name: thread)
        do throws(PublishError) {
            try adapter.publish(Publication(account: account, key: "\(run):\(count)", thread: thread, from: from, text: text)) { outcome in
                switch outcome {
                case .accepted: break  // on disk: a real service is told only now that we have it
                case .waiting(let refusal): LineOutput.write("\(thread)! waiting: \(refusal)")
                case .refused(let refusal): LineOutput.write("\(thread)! \(refusal)")
                }
            }
        } catch {
            LineOutput.write("\(thread)! \(error)")
        }
    }
    try LineInput.read(for: adapter, onLine: publish)

    // 2. From the desk to the service. Say `failed` where it failed: the rep sees what you say here.
    adapter.onDeliver = { delivery in
        if LineOutput.write("\(delivery.thread ?? "console")< \(words(of: delivery))") {
            delivery.report(.sent())
        } else {
            delivery.report(.failed(code: "closed", text: "nobody reads the output any more"))
        }
    }

    // 3. An admin connects an account. Try the values with the service, and say what it calls the account and what the account
    // is reached by; or say in its own words why it does not let us in. `desk channel create` makes an account without asking.
    adapter.onConnect = { attempt in
        guard attempt.values.text("password") != "wrong" else {
            return attempt.fail(code: "wrong_password", "The echo does not take this password; any other will do.")
        }
        let name = attempt.values.text("name") ?? "Echo"
        let former = attempt.isRenewal ? attempt.account.flatMap { adapter.account($0) }?.identifier : nil
        attempt.complete(name: name, identifier: former ?? .opaque(attempt.account ?? name))
    }
}
