extension String {
    /// For a sentence that goes on: the broker's and the services' end with a full stop.
    var withoutFullStop: String { utf8.last == 0x2E ? String(decoding: utf8.dropLast(), as: UTF8.self) : self }
}
