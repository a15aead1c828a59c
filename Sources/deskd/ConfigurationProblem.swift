internal import DeskSystem

/// Something in a configuration that cannot be meant: where, what, and what to write instead.
struct ConfigurationProblem: Error, Equatable {
    let file: String
    /// From 1; 0 where it is the file as a whole.
    let line: Int
    let what: String
    let fix: String

    var text: String { "\(file)\(line == 0 ? "" : ":\(line)"): \(what); \(fix)" }
}

/// A configuration that was refused as a whole, for every reason that there is, in the order of its lines.
struct BrokenConfiguration: Error {
    static let problemsMax = 100
    let problems: [ConfigurationProblem]

    init(_ problems: [ConfigurationProblem]) {
        self.problems = problems.sorted { $0.line < $1.line }
    }

    init(_ file: String, _ what: String, fix: String) {
        self.init([ConfigurationProblem(file: file, line: 0, what: what, fix: fix)])
    }

    /// One sentence a line.
    var lines: [String] {
        let shown = problems.prefix(Self.problemsMax).map { Escaped.ascii($0.text) }
        return problems.count > Self.problemsMax ? shown + ["... and \(problems.count - Self.problemsMax) more"] : shown
    }
}
