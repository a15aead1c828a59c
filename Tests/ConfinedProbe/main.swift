// An adapter for tests that says, as the fate of each reply, whether it could do what the reply asks: `read PATH`, `list PATH`, `write PATH`,
// `signal PROCESS`, `run PATH`.
import DeskKit
import Glibc

let probe = Manifest(
    key: "probe", name: "Probe", description: "Tries what it is told to",
    capabilities: Capabilities(identifiers: [.opaque], threading: .adapterThread))

AdapterProgram.run(probe, version: "0.1", options: [AdapterOption("--own", "DIR", "a directory of its own")]) { adapter, arguments in
    if let own = arguments.value("--own") { adapter.files.writing.append(own) }
    adapter.onAccount = { state in
        let from = Party(.opaque("somebody"))
        try? adapter.publish(Publication(account: state.account, key: "hello", thread: "t", from: from, text: "Hello"))
    }
    adapter.onDeliver = { delivery in
        let words = delivery.text.split(separator: " ").map(String.init)
        delivery.report(Attempt.isDone(words[0], words[1]) ? .sent() : .failed(code: "denied", text: "it could not"))
    }
}

enum Attempt {
    static func isDone(_ what: String, _ subject: String) -> Bool {
        switch what {
        case "read": (try? File(subject, .read)) != nil
        case "list": (try? Directory.names(in: subject)) != nil
        case "write": (try? File(subject, .createOrUpdate)) != nil
        case "signal": kill(Int32(subject) ?? 0, 0) == 0
        default: (try? ChildProcess(subject, [], environment: [], descriptors: [0: 0, 1: 1, 2: 2])) != nil
        }
    }
}
