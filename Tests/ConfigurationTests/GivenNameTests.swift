import DeskSystem
import DeskTesting
import Testing

/// `desk` without `--as`, against a broker that has names for its user.
@Suite("Names that the configuration gives")
struct GivenNameTests {
    struct Case: CustomTestStringConvertible {
        let names: [String]
        let words: [String]
        let code: Int32
        /// What stands in either output.
        let says: String
        var testDescription: String { "\(names) \(words)" }
    }

    // From a review: the name had to be typed with every command, though there was only one that could be meant.
    @Test(
        "the only name of one's own is taken where the login's is somebody else's, and another one never",
        arguments: [
            Case(names: ["front"], words: ["inbox"], code: 0, says: "desk: you are front on this desk, and not ana\n"),
            Case(names: ["front"], words: ["stats"], code: 0, says: "desk: you are front on this desk, and not ana\n"),
            Case(names: ["front", "back"], words: ["inbox"], code: 77, says: "attach as back, which is a name of yours"),
            Case(names: [], words: ["inbox"], code: 77, says: "The name ana belongs to another user"),
            Case(names: ["front"], words: ["--as", "ana", "inbox"], code: 77, says: "attach as front, which is a name of yours"),
        ])
    func command(_ one: Case) throws {
        let own = one.names.map { "[rep \($0)]\nuser = \(PeerCredentials.ownUser)\n" }.joined()
        let configured = try ConfiguredBroker("[rep ana]\nuser = 61002\n" + own)
        try configured.broker.start()
        let environment = ["LOGNAME=ana", "PATH=/usr/bin:/bin", "HOME=\(configured.broker.directory)"]
        let run = try Run.program("desk", ["--socket", configured.broker.socket] + one.words, environment: environment)
        #expect(run.end == .exited(one.code), "\(run.error)")
        #expect(run.error.contains(one.says), "\(run.error)")
        guard one.code == 0 else { return }
        let rows = try Run.program("desk", ["--socket", configured.broker.socket, "--json"] + one.words, environment: environment)
        #expect(rows.end == .exited(0) && rows.error.isEmpty, "programs are not told")
    }
}
