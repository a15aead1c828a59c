public import DeskWire

/// The broker's answer to a hello.
public struct Welcome: Sendable {
    public let software: String
    public let features: [String]
    /// Changes when the journal is replaced.
    public let epoch: String
    /// The sequence of the newest entry.
    public let head: Int64
    public let role: String
    public let name: String
    /// How often this name and instance has said hello.
    public let generation: Int64
    /// The accounts that this session serves.
    public let accounts: [AccountState]
    /// Something worth telling, such as `epoch_changed`.
    public let notice: String?
    /// The frame itself.
    public let body: JSONValue

    init(_ frame: JSONValue) {
        body = frame
        software = frame["software"]?.string ?? ""
        features = frame["features"]?.elements.compactMap(\.string) ?? []
        epoch = frame["epoch"]?.string ?? ""
        head = frame["head"]?.integer ?? 0
        role = frame["role"]?.string ?? ""
        name = frame["name"]?.string ?? ""
        generation = frame["generation"]?.integer ?? 0
        accounts = frame["accounts"]?.elements.compactMap(AccountState.init) ?? []
        notice = frame["notice"]?.string
    }
}
