internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: BlobQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        switch query {
        case .none: break
        }
    }
}
