import DeskWire

/// Whatever the bytes are: a refusal with an offset within them, or a document that reads, and reads the same once written again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    do throws(JSONError) {
        let document = try JSONDocument(parsing: bytes)
        let first = rewritten(document.root)
        let second = rewritten(try JSONDocument(parsing: first).root)
        precondition(first == second, "written again, the document has become another one")
    } catch {
        precondition(0...count ~= error.offset, "the offset lies outside of the document")
        precondition(!error.description.isEmpty)
    }
    return 0
}

private func rewritten(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    write(value, to: &writer)
    return writer.bytes
}

private func write(_ value: JSONValue, to writer: inout JSONWriter) {
    precondition(!value.raw.isEmpty)
    switch value.kind {
    case .object:
        writer.beginObject()
        for member in value.members {
            let name = String(decoding: member.name, as: UTF8.self)
            precondition(value[name]?.raw == member.value.raw, "a member is not found under its own name")
            writer.name(copying: member.name)
            write(member.value, to: &writer)
        }
        writer.endObject()
    case .array:
        writer.beginArray()
        for element in value.elements { write(element, to: &writer) }
        writer.endArray()
    case .string:
        guard let text = value.utf8, let string = value.string else { preconditionFailure("a string without text") }
        precondition(Array(string.utf8) == text, "what was taken as UTF-8 is none")
        precondition(value.isString(string))
        writer.string(utf8: text)
    case .number:
        if let integer = value.integer { precondition(abs(integer) < 1 << 53) }
        writer.raw(value.raw)
    case .true, .false:
        precondition(value.bool == (value.kind == .true))
        writer.bool(value.kind == .true)
    case .null:
        precondition(value.isNull)
        writer.null()
    }
}
