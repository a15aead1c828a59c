internal import DeskCore
internal import DeskKit
internal import DeskWire

/// The types of frames that pass through a broker, as Protocol.md has them.
enum FrameTypes {
    static let all = Set(RequestTypes.all.map(\.name) + fromTheBroker).sorted()

    private static let fromTheBroker = [
        "account", "bye", "channel", "connect", "deliver", "edit", "event", "presence", "probe", "read", "state", "tapped", "welcome",
    ]

    static func unknown(_ type: String) -> String {
        let shown = PlainText.ascii(type, max: 40)
        guard let name = NearestWord.name(like: type, among: all) else {
            return "no frame has the type \(shown); there are: " + all.joined(separator: ", ")
        }
        return "no frame has the type \(shown); did you mean \(name)?"
    }
}
