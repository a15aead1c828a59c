import DeskTesting
import Testing

/// The stories in Tests/Transcripts, on the real daemon over its socket.
@Suite("Transcripts, on the real daemon")
struct DaemonTranscriptTests {
    static let directory = #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Transcripts"

    @Test("the daemon does as the transcript tells", arguments: Transcript.all(in: directory).filter { $0.onlyInMemory == nil })
    func play(_ transcript: Transcript) throws {
        do {
            try TranscriptPlay(on: RealDesk()).play(transcript)
        } catch let failure as TranscriptFailure {
            Issue.record(
                "\(failure.message)",
                sourceLocation: SourceLocation(
                    fileID: "Transcripts/\(transcript.name)", filePath: failure.path, line: failure.line, column: 1))
        }
    }
}
