/// The latest events, for whoever was shown only their number.
struct News {
    static let linesMax = 200
    private(set) var recent: [String] = []

    mutating func add(_ lines: [String]) {
        recent += lines
        if recent.count > Self.linesMax { recent.removeFirst(recent.count - Self.linesMax) }
    }
}
