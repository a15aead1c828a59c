internal import DeskWire

/// How a program introduces itself to the broker.
public struct Introduction: Sendable {
    public enum Role: String, Sendable { case adapter, rep, admin }

    public var role: Role
    /// An adapter's channel, a rep's or admin's name. The kernel's identity decides whether it may be had.
    public var name: String
    public var software: String
    /// Which of several processes of one adapter this is.
    public var instance: String?
    public var manifest: Manifest?
    /// The accounts to serve; nil means all of the channel's that nobody serves.
    public var accounts: [String]?
    /// The most deliveries without an answer.
    public var window: Int?
    /// Adapter: it is asked about changes of an account's settings before they are stored.
    public var judgesEdits = false

    public init(_ role: Role, name: String, software: String) {
        self.role = role
        self.name = name
        self.software = software
    }

    func write(to writer: inout JSONWriter, resume: Resume?) {
        writer.name("protocol")
        writer.beginArray()
        writer.integer(1)
        writer.integer(1)
        writer.endArray()
        writer.field("role", role.rawValue)
        writer.field("name", name)
        if let instance { writer.field("instance", instance) }
        writer.field("software", software)
        if let manifest {
            writer.name("manifest")
            manifest.write(to: &writer)
        }
        if let accounts { writer.strings("accounts", accounts) }
        if let window { writer.field("window", window) }
        if judgesEdits { writer.field("edits", true) }
        if let resume {
            writer.name("resume")
            writer.beginObject()
            writer.field("epoch", resume.epoch)
            writer.field("seq", resume.sequence)
            writer.endObject()
        }
    }
}

/// What was last heard from the broker, so that it notices if it has lost it.
struct Resume: Sendable {
    let epoch: String
    var sequence: Int64
}
