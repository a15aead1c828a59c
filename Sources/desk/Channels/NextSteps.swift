internal import DeskKit

/// What somebody may want to do after an account is connected.
struct NextSteps {
    private let call: Call
    private let channel: String
    private let name: String
    private let account: String

    init(_ call: Call, channel: String, name: String, account: String) {
        self.call = call
        self.channel = channel
        self.name = name
        self.account = account
    }

    func offer(_ questions: Questions) {
        questions.tell([
            "", "What next?", "  1  connect another account of \(name)", "  2  connect another channel", "  3  go to the desk", "  4  done",
        ])
        guard case .line(let word) = questions.ask("[4]: ") else { return call.done() }
        switch word {
        case "1": ChannelConnect.start(call, channel: channel)
        case "2": another(questions)
        case "3": attach()
        default: call.done()
        }
    }

    /// By key or by the number in the list.
    private func another(_ questions: Questions) {
        let items = Catalogue(call.arguments.value("--adapters")).items.filter(\.fault.isEmpty)
        for (index, item) in items.enumerated() { questions.tell("  \(index + 1)  \(item.key)  \(item.name)") }
        guard case .line(let word) = questions.ask("Which one: "), !word.isEmpty else { return call.done() }
        let chosen = Int(word).flatMap { items.indices.contains($0 - 1) ? items[$0 - 1].key : nil } ?? word
        ChannelConnect.start(call, channel: chosen)
    }

    /// Becomes the prompt of the desk.
    private func attach() {
        var words: [String] = []
        if let socket = call.seat.flags.socket { words += ["--socket", socket] }
        if let name = call.seat.flags.name { words += ["--as", name] }
        let error = (try? Path.ownExecutable()).map { OwnProcess.become($0, words) }
        call.fail("cannot become the prompt\(error.map { ": \($0)" } ?? ""); type desk")
    }
}
