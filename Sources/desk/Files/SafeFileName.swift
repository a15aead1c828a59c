internal import DeskConsole
internal import DeskKit

/// A stranger's name for a file, made fit to be one here: it names nothing outside of a directory, hides nothing, is no option of
/// any program, and looks like what it is.
enum SafeFileName {
    static let bytesMax = 120
    static let fallback = "file"

    static func proposed(_ name: [UInt8]) -> String {
        var kept = ""
        let last = name.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.last ?? []
        for scalar in String(decoding: last, as: UTF8.self).unicodeScalars where isFit(scalar) {
            kept.unicodeScalars.append(replaced(scalar))
        }
        let bytes = trimmed(Array(kept.utf8))
        return bytes.isEmpty ? fallback : String(decoding: cut(bytes), as: UTF8.self)
    }

    /// What SafeText would have to write as a number is left out.
    private static func isFit(_ scalar: Unicode.Scalar) -> Bool {
        let text = String(scalar)
        return scalar == " " || SafeText.line(text).utf8.elementsEqual(text.utf8)
    }

    private static func replaced(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        // What shells and other systems take for more than a letter.
        ":*?\"<>|`$&;'!~".unicodeScalars.contains(scalar) ? "_" : scalar
    }

    /// Neither hidden nor an option, and nothing at the end that some systems drop.
    private static func trimmed(_ name: [UInt8]) -> [UInt8] {
        let start = name.drop { [0x2E, 0x2D, 0x20].contains($0) }
        return Array(start.reversed().drop { [0x2E, 0x20].contains($0) }.reversed())
    }

    /// The ending stays, since programs go by it.
    private static func cut(_ name: [UInt8]) -> [UInt8] {
        guard name.count > bytesMax else { return name }
        let dot = name.lastIndex(of: 0x2E)
        let ending = dot.map { Array(name[$0...]) } ?? []
        let end = ending.count <= 16 ? ending : []
        return whole(Array(name.prefix(bytesMax - end.count))) + end
    }

    /// Without half a scalar at the end.
    private static func whole(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        while !bytes.isEmpty, String(validating: bytes, as: UTF8.self) == nil { bytes.removeLast() }
        return bytes
    }
}
