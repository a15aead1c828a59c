internal import DeskSystem

extension BrokerLink {
    /// Where the broker is reached.
    public enum Endpoint: Sendable, CustomStringConvertible {
        case path(SocketLocation)
        /// A connected socket that a supervising broker handed over; it cannot be connected again.
        case inherited(Int32)

        public var description: String {
            switch self {
            case .path(let location): location.path
            case .inherited(let number): "descriptor \(number)"
            }
        }

        func open() throws(SystemError) -> Descriptor {
            switch self {
            case .path(let location): return try UnixSocket.connect(to: location.path)
            case .inherited(let number):
                // A copy that no child inherits; the original is closed with the end of this scope.
                let original = Descriptor(adopting: number)
                let copy = try original.duplicate()
                try copy.setNonBlocking(true)
                return copy
            }
        }
    }
}
