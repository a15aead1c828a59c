import DeskConsole
import DeskSystem
import Testing

struct ScriptTests {
    /// What a console in script mode hands on and shows, given `bytes` in a file or through a pipe.
    private func run(_ bytes: [UInt8], asFile: Bool, limits: Console.Limits = .init()) throws -> (lines: [String], shown: String) {
        let directory = try Directory.createPrivate(prefix: "/tmp/deskbus-script-")
        defer { Path.removeTree(directory) }
        let output = try File(directory + "/output", .create)
        let loop = try EventLoop()
        let input: Descriptor
        if asFile {
            let file = try File(directory + "/input", .create)
            try file.write(bytes.span, at: 0)
            input = try file.descriptor.duplicate()
        } else {
            let child = try ScriptTests.writer(of: bytes, in: directory)
            input = try child.descriptor.duplicate()
        }
        let console = Console(loop: loop, input: input, output: try output.descriptor.duplicate(), mode: .script, limits: limits)
        console.prompt = "never shown> "
        var lines: [String] = []
        console.onLine = { line in
            lines.append(line)
            console.isAnswering = true
            // Were the next line handed on before the answer, its number would be another.
            let number = lines.count
            loop.after(milliseconds: 1) {
                console.show(["answer \(number) of \(lines.count)"])
                console.isAnswering = false
            }
        }
        console.onEnd = {
            console.stop()
            loop.stop()
        }
        try console.start()
        console.announce(["news is not for scripts"])
        try loop.run()
        let shown = try output.read(at: 0, count: 1 << 20)
        return (lines, String(decoding: shown, as: UTF8.self))
    }

    private static func writer(of bytes: [UInt8], in directory: String) throws(SystemError) -> File {
        try Pipe.open { reading, writing throws(SystemError) in
            try writing.writeAll(bytes.span)
            return File(owning: reading)
        }
    }

    @Test("a script's lines are handed on one after the other's answer, without prompt or echo", arguments: [true, false])
    func order(_ asFile: Bool) throws {
        let found = try run(Array("one\r\ntwo\n\nlast 日本".utf8), asFile: asFile)
        #expect(found.lines == ["one", "two", "", "last 日本"])
        #expect(found.shown == "answer 1 of 1\nanswer 2 of 2\nanswer 3 of 3\nanswer 4 of 4\n")
    }

    @Test("an empty script ends", arguments: [true, false])
    func empty(_ asFile: Bool) throws {
        #expect(try run([], asFile: asFile).lines == [])
    }

    @Test("a line beyond the ceiling is skipped with a sentence, and the next one is not")
    func tooLong() throws {
        var limits = Console.Limits()
        limits.lineBytesMax = 2_048
        let found = try run([UInt8](repeating: 0x61, count: 5_000) + Array("\nnext\n".utf8), asFile: true, limits: limits)
        #expect(found.lines == ["next"])
        #expect(found.shown == "A line of more than 2 KiB was skipped. Break it up, or send it as a file.\nanswer 1 of 1\n")
    }

    @Test("bytes that are no UTF-8 do not stop a script")
    func rawBytes() throws {
        #expect(try run([0xFF, 0x61, 0x0A], asFile: false).lines == ["\u{FFFD}a"])
    }
}
