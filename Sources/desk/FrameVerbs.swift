internal import DeskConsole
internal import DeskKit

/// Frames by hand: for trying the protocol with a pipe and socat.
enum FrameVerbs {
    private static let inputBytesMax = 64 << 20

    static let all: [Verb] = [
        Verb(
            name: "frame", usage: "pack | unpack", summary: "make frames of JSON lines, or JSON lines of frames",
            details: ["desk frame pack < lines | socat - UNIX-CONNECT:\"$DESK_SOCKET\" | desk frame unpack"],
            group: .tools, doors: .command, need: .nothing, shape: .words(1...1), run: run)
    ]

    private static func run(_ call: Call) {
        switch call.arguments.words[0] {
        case "pack": pack(call)
        case "unpack": unpack(call)
        default: call.failForm()
        }
    }

    private static func input(_ call: Call) -> [UInt8]? {
        do throws(SystemError) {
            return try StandardStream.input.duplicate().readAll(bytesMax: inputBytesMax)
        } catch {
            call.fail("standard input cannot be read (\(error))", ExitCode.inputOutput.rawValue)
            return nil
        }
    }

    private static func pack(_ call: Call) {
        guard let bytes = input(call) else { return }
        var frames: [UInt8] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: true).enumerated() {
            do throws(JSONError) {
                _ = try JSONDocument(parsing: Array(line))
                Framing.append(Array(line), to: &frames)
            } catch {
                return call.fail("line \(index + 1) is no frame: \(error)", ExitCode.corruptData.rawValue)
            }
        }
        do throws(SystemError) { try StandardStream.output.write(frames) } catch {
            return call.fail("the frames cannot be written (\(error))", ExitCode.inputOutput.rawValue)
        }
        call.done()
    }

    private static func unpack(_ call: Call) {
        guard let bytes = input(call) else { return }
        var decoder = FrameDecoder(frameBytesMax: 1 << 20)
        decoder.append(bytes.span)
        do throws(FramingError) {
            while let object = try decoder.next() { call.say(json: object) }
        } catch {
            return call.fail("\(error)", ExitCode.corruptData.rawValue)
        }
        guard !decoder.isMidFrame else { return call.fail("the last frame is cut short", ExitCode.corruptData.rawValue) }
        call.done()
    }
}
