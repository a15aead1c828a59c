public import DeskWire

/// What a channel is and can do, told to the broker with every hello. Registering again changes what has changed.
public struct Manifest: Sendable {
    /// The channel's key, a slug such as `webchat`; the session's name.
    public var key: String
    /// What admins and reps read.
    public var name: String
    public var description: String
    public var capabilities: Capabilities
    /// A path or a URL of a picture.
    public var logo: String?
    /// At most four cells of a terminal that stand for the channel.
    public var glyph: String?
    /// What is to be done at the service before an account can be connected; shown where the form is filled in.
    public var setupInstructions: String?
    /// The form that an admin fills in to connect an account, in the order in which it is asked.
    public var connectSchema: [ConnectField] = []

    public init(key: String, name: String, description: String, capabilities: Capabilities) {
        self.key = key
        self.name = name
        self.description = description
        self.capabilities = capabilities
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("key", key)
        writer.field("name", name)
        writer.field("description", description)
        if let logo { writer.field("logo", logo) }
        if let glyph { writer.field("glyph", glyph) }
        if let setupInstructions { writer.field("setupInstructions", setupInstructions) }
        if !connectSchema.isEmpty {
            writer.name("connectSchema")
            writer.beginArray()
            for field in connectSchema { field.write(to: &writer) }
            writer.endArray()
        }
        writer.name("capabilities")
        capabilities.write(to: &writer)
        writer.endObject()
    }

    /// The manifest as one line of JSON.
    public var json: String {
        var writer = JSONWriter()
        write(to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONWriter {
    /// A field that holds a list of strings.
    mutating func strings(_ name: String, _ values: [String]) {
        self.name(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
