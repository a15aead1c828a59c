/// One setting: what it is called, what it takes, what it means. ``SettingTable`` has all of them.
struct Setting {
    enum Section: String, CaseIterable { case broker, adapter, role, rep }

    enum Kind: Equatable {
        /// Absolute paths.
        case path, socketPath
        /// One of these words.
        case word([String])
        case yesNo
        case seconds(ClosedRange<Int>)
        /// Permission bits, in octal.
        case mode
        /// What names things on the desk.
        case slug
        case text
        /// A program's name, or its path.
        case program
        /// Words for a program, apart by blanks; quotes keep a blank.
        case arguments
        case user, group
        /// Logins, or groups, apart by commas.
        case users, groups
    }

    /// What becomes of a change when the configuration is read again.
    enum Change { case atOnce, afterRestart }

    let name: String
    let section: Section
    let kind: Kind
    /// As one would write it; nil where there is nothing until it is set.
    let standard: String?
    /// Shown where there is no standard value.
    var example: String?
    let meaning: [String]
    /// It can be said on the command line, too, and that wins: `--name`, with this in place of the value.
    var flag: String?
    var change = Change.atOnce

    /// The first sentence of what it means.
    var summary: String {
        let text = meaning.joined(separator: " ")
        return text.firstRange(of: ". ").map { String(text[..<$0.lowerBound]) + "." } ?? text
    }
}
