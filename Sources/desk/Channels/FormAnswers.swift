internal import DeskKit

/// What has been said of a form so far. Secrets are in it: it is neither shown nor kept.
struct FormAnswers {
    var account: String?
    var label: String?
    private var values: [String: FormField.Value] = [:]
    /// Fields that were answered with nothing.
    private var cleared: Set<String> = []
    /// What an account that is renewed has already.
    private var former: JSONValue?

    init() {}

    init(account: String?, label: String?, values: [String: FormField.Value?], former: JSONValue?) {
        self.account = account
        self.label = label
        self.former = former
        for (name, value) in values { if let value { self.values[name] = value } else { cleared.insert(name) } }
    }

    /// What goes to the desk for the field; nil leaves it at its standard.
    func value(of field: FormField) -> FormField.Value? {
        if let value = values[field.name] { return value }
        return cleared.contains(field.name) ? nil : former?[field.name].flatMap(FormField.value)
    }

    /// Whether it was said just now, and not taken from somewhere.
    func isAnswered(_ field: FormField) -> Bool { values[field.name] != nil || cleared.contains(field.name) }

    mutating func set(_ value: FormField.Value?, of field: FormField) {
        values[field.name] = value
        if value == nil { cleared.insert(field.name) } else { cleared.remove(field.name) }
    }

    func write(_ form: [FormField], to writer: inout JSONWriter) {
        writer.beginObject()
        for field in form {
            guard let value = value(of: field) else { continue }
            writer.name(field.name)
            value.write(to: &writer)
        }
        writer.endObject()
    }
}
