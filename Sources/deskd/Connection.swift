internal import DeskBroker
internal import DeskSystem

/// A class only because a Dictionary cannot hold a value that refuses to be copied.
final class Connection {
    let id: SessionID
    let descriptor: Descriptor
    var token: EventLoop.Token?

    init(_ id: SessionID, _ descriptor: consuming Descriptor) {
        self.id = id
        self.descriptor = descriptor
    }
}
