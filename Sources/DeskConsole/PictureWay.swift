/// How a terminal takes pictures.
public enum PictureWay: Sendable {
    /// kitty's graphics protocol: PNG as it is, in pieces.
    case kitty
    /// iTerm2's inline images: PNG, JPEG and GIF.
    case iTerm

    public static let columnsMax = 80
    private static let pieceBytes = 4_096

    /// Nil where the terminal says nothing of the kind, or a multiplexer is in between.
    public static func of(_ environment: (String) -> String?) -> PictureWay? {
        guard environment("TMUX") == nil, environment("STY") == nil else { return nil }
        let program = environment("TERM_PROGRAM") ?? ""
        let kind = environment("TERM") ?? ""
        let isKitty = kind == "xterm-kitty" || kind == "xterm-ghostty" || environment("KITTY_WINDOW_ID") != nil || program == "ghostty"
        if isKitty { return .kitty }
        return program == "iTerm.app" || program == "WezTerm" || environment("LC_TERMINAL") == "iTerm2" ? .iTerm : nil
    }

    public func takes(_ mime: [UInt8]) -> Bool {
        let known = self == .kitty ? ["image/png"] : ["image/png", "image/jpeg", "image/gif"]
        return known.contains { mime.elementsEqual($0.utf8) }
    }

    /// The picture for the terminal. Nothing of a stranger's is in it but base64.
    public func bytes(_ base64: [UInt8], byteCount: Int, columns: Int) -> String {
        switch self {
        case .iTerm:
            "\u{1B}]1337;File=inline=1;size=\(byteCount);width=\(columns);preserveAspectRatio=1:" + String(decoding: base64, as: UTF8.self)
                + "\u{7}"
        case .kitty: kitty(base64, columns)
        }
    }

    private func kitty(_ base64: [UInt8], _ columns: Int) -> String {
        var text = ""
        var start = 0
        while start < base64.count {
            let end = min(base64.count, start + Self.pieceBytes)
            let head = start == 0 ? "a=T,f=100,q=2,c=\(columns)," : ""
            text += "\u{1B}_G\(head)m=\(end < base64.count ? 1 : 0);" + String(decoding: base64[start..<end], as: UTF8.self) + "\u{1B}\\"
            start = end
        }
        return text
    }
}
