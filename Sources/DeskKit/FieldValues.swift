public import DeskWire

/// Values of a form by the names of its fields: an account's settings, or its credentials. They are never part of a log line.
public struct FieldValues: Sendable, CustomStringConvertible, CustomReflectable {
    private let object: JSONValue?

    /// - Parameter object: the member of a frame, where it is there.
    public init(_ object: JSONValue?) { self.object = object }

    public var names: [String] { object?.members.map { String(decoding: $0.name, as: UTF8.self) } ?? [] }
    public var isEmpty: Bool { names.isEmpty }

    /// A text; nil where there is none, or an empty one.
    public func text(_ name: String) -> String? { object?[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    public func integer(_ name: String) -> Int64? { object?[name]?.integer }

    public func flag(_ name: String) -> Bool? { object?[name]?.bool }

    /// Only how many there are: a value may be a secret.
    public var description: String { "\(names.count) values" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
