import DeskTesting
import Testing

/// The stories in Tests/Transcripts, on the broker in memory. DaemonTests plays the same ones on the real daemon.
@Suite("Transcripts, in memory")
struct TranscriptTests {
    static let directory = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Transcripts"

    @Test("there are transcripts")
    func present() { #expect(Transcript.all(in: Self.directory).count >= 20) }

    @Test("the desk does as the transcript tells", arguments: Transcript.all(in: directory))
    func play(_ transcript: Transcript) throws {
        do {
            try TranscriptPlay(on: MemoryDesk(searchDisk: SimulatedDisk())).play(transcript)
        } catch let failure as TranscriptFailure {
            Issue.record(
                "\(failure.message)",
                sourceLocation: SourceLocation(
                    fileID: "Transcripts/\(transcript.name)", filePath: failure.path, line: failure.line, column: 1))
        }
    }
}
