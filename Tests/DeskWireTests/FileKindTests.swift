import DeskCore
import Testing

struct FileKindTests {
    private struct Head {
        let bytes: [UInt8]
        let mime: String
        var size: String?
    }

    private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static let heads: [Head] = [
        Head(
            bytes: [0x89] + ascii("PNG\r\n") + [0x1A, 0x0A, 0, 0, 0, 13] + ascii("IHDR") + [0, 0, 2, 0x80, 0, 0, 1, 0xE0],
            mime: "image/png", size: "640x480"),
        Head(bytes: ascii("GIF89a") + [10, 0, 20, 0], mime: "image/gif", size: "10x20"),
        Head(
            bytes: [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 17, 8, 0, 30, 0, 40, 3], mime: "image/jpeg", size: "40x30"),
        Head(bytes: [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF], mime: "image/jpeg"),
        Head(
            bytes: ascii("RIFF") + [0, 0, 0, 0] + ascii("WEBPVP8X") + [10, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 49, 0, 0], mime: "image/webp",
            size: "100x50"),
        Head(bytes: ascii("RIFF") + [0, 0, 0, 0] + ascii("WAVEfmt "), mime: "audio/wav"),
        Head(bytes: ascii("%PDF-1.7"), mime: "application/pdf"),
        Head(bytes: ascii("OggS") + [0, 2], mime: "audio/ogg"), Head(bytes: ascii("ID3") + [4], mime: "audio/mpeg"),
        Head(bytes: [0, 0, 0, 24] + ascii("ftypisom"), mime: "video/mp4"), Head(bytes: [0x1A, 0x45, 0xDF, 0xA3, 1], mime: "video/webm"),
        Head(bytes: [0x50, 0x4B, 3, 4], mime: "application/zip"), Head(bytes: [0x7F] + ascii("ELF"), mime: "application/x-executable"),
        Head(bytes: ascii("MZ") + [0x90, 0], mime: "application/vnd.microsoft.portable-executable"),
        Head(bytes: ascii("#!/bin/sh\n"), mime: "text/x-shellscript"), Head(bytes: ascii(" \n<!DOCTYPE HTML><p>"), mime: "text/html"),
        Head(bytes: ascii("<?xml version='1.0'?><svg>"), mime: "image/svg+xml"), Head(bytes: ascii("Grüße\n"), mime: "text/plain"),
        Head(bytes: [0, 1, 2, 3], mime: "application/octet-stream"), Head(bytes: [0xC3, 0x28], mime: "application/octet-stream"),
        Head(bytes: [], mime: "application/octet-stream"),
    ]

    @Test("what a file is follows from its first bytes, and so does how large a picture is", arguments: heads.indices)
    func isKnown(_ index: Int) {
        let head = Self.heads[index]
        let kind = FileKind(of: head.bytes)
        #expect(kind.mime == head.mime)
        #expect(kind.width.flatMap { width in kind.height.map { "\(width)x\($0)" } } == head.size)
    }

    @Test("a beginning that is cut anywhere, or whose lengths lie, is no trap")
    func cut() {
        for head in Self.heads {
            for count in 0...head.bytes.count {
                _ = FileKind(of: Array(head.bytes.prefix(count)))
                _ = FileKind(of: Array(head.bytes.prefix(count)) + [UInt8](repeating: 0xFF, count: 64))
            }
        }
    }

    @Test(
        "the sender's word counts where the bytes leave it open, and nowhere else",
        arguments: [
            ("a,b\n", "text/csv", "text/csv"), ("a,b\n", "Text/CSV; charset=utf-8", "text/csv"), ("a,b\n", "image/png", "text/plain"),
            ("{}", "application/json", "application/json"), ("<html>", "text/plain", "text/html"),
            ("%PDF-1.4", "text/html", "application/pdf"),
            ("PK\u{3}\u{4}", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
            ("PK\u{3}\u{4}", "image/png", "application/zip"), ("OggS", "video/ogg", "video/ogg"), ("OggS", "audio/mpeg", "audio/ogg"),
            ("\u{0}\u{1}", "application/x-thing", "application/x-thing"), ("\u{0}\u{1}", "image/png", "application/octet-stream"),
            ("\u{0}\u{1}", "text/html", "application/octet-stream"), ("x", "text/\u{1B}[31m", "text/plain"),
            ("x", "nonsense", "text/plain"),
        ])
    func claims(_ content: String, _ claim: String, _ shown: String) {
        let found = FileKind(of: Array(content.utf8)).refined(by: Array(claim.utf8))
        #expect(String(decoding: found, as: UTF8.self) == shown)
    }

    @Test(
        "what may run something is known by its content and by its name",
        arguments: [
            ("text/html", "a.txt", true), ("text/plain", "A.EXE", true), ("text/plain", "notes.txt", false), ("image/svg+xml", "x", true),
            ("application/pdf", "x.pdf", false), ("application/octet-stream", "run.desktop", true), ("image/png", "x.png.js", true),
        ])
    func danger(_ mime: String, _ name: String, _ isDangerous: Bool) {
        #expect(FileKind.isDangerous(mime: Array(mime.utf8), name: Array(name.utf8)) == isDangerous)
    }
}
