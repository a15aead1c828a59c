internal import DeskKit
internal import DeskSystem

/// Something that has to be there: made where it is missing, and left alone where it is not.
struct InitItem {
    enum Content {
        case directory
        case file(String)
        /// What is to be done where it is not done yet.
        case work(isDone: () -> Bool, () throws(InitFailure) -> Void)
    }

    enum Result: String {
        case made
        /// It was there, as it would have been made.
        case there
        /// It was there and says something else: somebody's own.
        case kept
    }

    let path: String
    let permissions: UInt32
    let content: Content

    static func directory(_ path: String, _ permissions: UInt32 = 0o700) -> InitItem {
        InitItem(path: path, permissions: permissions, content: .directory)
    }

    static func file(_ path: String, _ permissions: UInt32, _ text: String) -> InitItem {
        InitItem(path: path, permissions: permissions, content: .file(text))
    }

    func make() throws(InitFailure) -> Result {
        if case .work(let isDone, let work) = content {
            if isDone() { return .there }
            try work()
            return .made
        }
        if PathFacts(at: path) != nil { return try found() }
        do throws(SystemError) {
            try Self.makeParents(of: path, permissions: permissions)
            switch content {
            case .directory: try Directory.create(path, permissions: permissions)
            case .file(let text): try write(text)
            case .work: break
            }
        } catch {
            throw InitFailure(error, "\(path) cannot be made")
        }
        return .made
    }

    private func found() throws(InitFailure) -> Result {
        switch content {
        case .directory:
            guard PathFacts(at: path + "/.")?.kind == .directory else {
                throw InitFailure("\(path) is there and is no directory; move it away", .inputOutput)
            }
            return .there
        case .file(let text):
            guard let file = try? File(path, .read), let size = try? file.size(), size == text.utf8.count else { return .kept }
            return (try? file.read(at: 0, count: size)).map { $0.elementsEqual(text.utf8) } == true ? .there : .kept
        case .work: return .there
        }
    }

    /// Whole or not at all: what is half written would be kept the next time.
    private func write(_ text: String) throws(SystemError) {
        let draft = path + ".new"
        try? Path.remove(draft)
        do throws(SystemError) {
            let file = try File(draft, .create, permissions: permissions)
            try file.write(Array(text.utf8).span, at: 0)
            try file.syncData()
            try Path.give(draft, to: nil, permissions: permissions)
            try Path.rename(draft, to: path)
        } catch {
            try? Path.remove(draft)
            throw error
        }
    }

    /// Those above it that are missing: as private as a user's, as open as the machine's.
    static func makeParents(of path: String, permissions: UInt32) throws(SystemError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let parent = String(path[..<slash])
        guard PathFacts(at: parent + "/.") == nil else { return }
        try makeParents(of: parent, permissions: permissions)
        try Directory.create(parent, permissions: permissions & 0o005 == 0 ? 0o700 : 0o755)
    }
}

/// What is to be there, and what its owner does then.
struct InitPlan {
    var items: [InitItem]
    /// Each may take several lines.
    var steps: [[String]]
    /// What they should know besides.
    var remarks: [String] = []
}
