internal import DeskConsole
internal import DeskKit

/// One line of `desk doctor`: what was looked at, how it is, and the command that mends it.
struct Finding {
    enum Grade: String { case ok, warn, fail }

    let grade: Grade
    let check: String
    let text: String
    /// What to type; empty where nothing is wrong.
    let mend: String

    static func ok(_ check: String, _ text: String) -> Finding { Finding(grade: .ok, check: check, text: text, mend: "") }
    static func warn(_ check: String, _ text: String, _ mend: String) -> Finding {
        Finding(grade: .warn, check: check, text: text, mend: mend)
    }
    static func fail(_ check: String, _ text: String, _ mend: String) -> Finding {
        Finding(grade: .fail, check: check, text: text, mend: mend)
    }
    /// Whoever asks may not see it, or it is not there to be seen.
    static func unseen(_ check: String, _ why: String, _ mend: String) -> Finding { warn(check, "cannot look: \(why)", mend) }

    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("check", check)
        writer.field("grade", grade.rawValue)
        writer.field("text", text)
        if !mend.isEmpty { writer.field("mend", mend) }
        writer.endObject()
        return writer.bytes
    }

    /// Tabs for programs; one line for people, which goes on in the next where it is long.
    func line(_ format: Format) -> String {
        let (text, mend) = (SafeText.line(text), SafeText.line(mend))
        switch format.shape {
        case .tabs, .json: return [grade.rawValue, check, text, mend.isEmpty ? "-" : mend].joined(separator: "\t")
        case .columns: return DisplayWidth.pad(grade.rawValue, to: 4) + "  " + DisplayWidth.pad(check, to: 13) + "  " + sentence(text, mend)
        case .spoken: return "\(grade.rawValue), \(check): \(sentence(text, mend))"
        }
    }

    private func sentence(_ text: String, _ mend: String) -> String { mend.isEmpty ? text : "\(text). Mend it: \(mend)" }
}
