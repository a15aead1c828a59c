internal import Glibc

/// A pipe into which nobody ever writes: whoever holds its reading end sees when the process with the other end is gone,
/// however it went.
public final class Lifeline {
    /// Tells a child which descriptor is its lifeline.
    public static let variable = "DESK_LIFELINE_FD"

    public let reading: Descriptor
    private let writing: Descriptor?
    private var token: EventLoop.Token?

    private init(reading: consuming Descriptor, writing: consuming Descriptor?) {
        self.reading = reading
        self.writing = writing
    }

    /// For a process that starts others: the pipe lives as long as this value.
    public static func make() throws(SystemError) -> Lifeline {
        try Pipe.open { reading, writing in Lifeline(reading: reading, writing: writing) }
    }

    /// The end that the process was started with; nil where it stands on its own, or the number is no pipe's: then it was told
    /// to somebody before us. To be called before anything opens descriptors.
    public static func inherited() throws(SystemError) -> Lifeline? {
        guard let number = Environment.value(variable).flatMap(Int32.init), number >= 3 else { return nil }
        var facts = stat()
        guard unsafe fstat(number, &facts) == 0, facts.st_mode & S_IFMT == S_IFIFO else { return nil }
        // A copy that no child inherits; the original is closed with the end of this scope.
        let original = Descriptor(adopting: number)
        return Lifeline(reading: try original.duplicate(), writing: nil)
    }

    /// Calls `onEnd` once the other end is gone.
    public func watch(on loop: EventLoop, onEnd: @escaping () -> Void) throws(SystemError) {
        // The loop keeps this alive until then.
        token = try loop.watch(reading, for: .readable) { _ in
            guard let token = self.token else { return }
            loop.unwatch(token)
            self.token = nil
            onEnd()
        }
    }
}
