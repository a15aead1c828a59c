public import DeskCore

/// How an adapter, or one account of it, fares, in the wire's words.
public enum AdapterState: String, Sendable, CaseIterable {
    case starting, connected, retrying, broken, away
    case badCredentials = "bad_credentials"
}

/// A state with what goes with it.
public struct AdapterCondition: Sendable, Equatable {
    public let state: AdapterState
    /// UTF-8, from whoever knows: shown, never obeyed.
    public let reason: [UInt8]
    public let retryInMilliseconds: Int64?

    public init(_ state: AdapterState, reason: [UInt8] = [], retryInMilliseconds: Int64? = nil) {
        self.state = state
        self.reason = reason
        self.retryInMilliseconds = retryInMilliseconds
    }
}

/// What an adapter says of its service: of all its accounts where it names none.
public struct HealthReport: Sendable {
    public static let reasonBytesMax = 1_024
    public let account: AccountSlug?
    public let condition: AdapterCondition
    /// Where contacts find the account now; nil leaves what was said before, empty takes it back.
    public let address: [UInt8]?
}

/// Which lines of an adapter somebody wants.
public struct AdapterLogsQuery: Sendable {
    public let name: [UInt8]
    public let after: UInt64
    public let limit: Int
}

/// Reading what is said about adapters.
extension Dispatch {
    private static let retryMillisecondsMax: Int64 = 30 * 86_400_000
    static let adapterNameBytesMax = 2 * Slug.bytesMax + 1

    static func health(_ fields: Fields) throws(Refusal) -> HealthReport {
        let word = String(decoding: try fields.bytes("state", bytesMax: 32), as: UTF8.self)
        guard let state = AdapterState(rawValue: word), [.connected, .retrying, .badCredentials].contains(state) else {
            throw .badField("state", "it is none of connected, retrying, bad_credentials")
        }
        let retryIn =
            fields.optional("retryInMs") == nil ? nil : try fields.integer("retryInMs", in: 0...retryMillisecondsMax)
        let reason = try fields.optionalBytes("text", bytesMax: HealthReport.reasonBytesMax) ?? []
        return HealthReport(
            account: fields.optional("account") == nil ? nil : try fields.account(),
            condition: AdapterCondition(state, reason: reason, retryInMilliseconds: retryIn),
            address: try fields.optionalBytes("address", bytesMax: HealthReport.reasonBytesMax))
    }

    static func adapterName(_ fields: Fields) throws(Refusal) -> [UInt8] { try fields.bytes("name", bytesMax: adapterNameBytesMax) }

    static func adapterLogs(_ fields: Fields) throws(Refusal) -> AdapterLogsQuery {
        AdapterLogsQuery(
            name: try adapterName(fields), after: UInt64(try fields.integer("after", in: 0...Fields.integerMax, default: 0)),
            limit: try fields.limit())
    }
}

extension JSONWriter {
    /// The members `state`, `stateReason` and `retryInMs`, the latter two where there is something to say.
    public mutating func condition(_ condition: AdapterCondition) {
        field("state", condition.state.rawValue)
        if !condition.reason.isEmpty { field("stateReason", utf8: condition.reason) }
        if let milliseconds = condition.retryInMilliseconds { field("retryInMs", milliseconds) }
    }
}
