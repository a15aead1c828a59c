/// Writes the text exposition format 0.0.4 of Prometheus.
struct MetricsText {
    enum Kind: String { case counter, gauge, histogram }

    private(set) var bytes: [UInt8] = []
    private var family = ""

    /// What the samples that follow are; each family comes once.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        family = name
        write("# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n")
    }

    mutating func sample(_ value: some BinaryInteger, _ labels: (String, String)...) { sample("", labels, "\(value)") }

    /// A number of milliseconds, in seconds.
    mutating func seconds(milliseconds: Int64, _ labels: (String, String)...) {
        sample("", labels, Self.decimal(UInt64(max(0, milliseconds)), digits: 3))
    }

    mutating func single(_ name: String, _ kind: Kind, _ help: String, _ value: some BinaryInteger) {
        begin(name, kind, help)
        sample(value)
    }

    mutating func histogram(_ name: String, _ help: String, _ histogram: Histogram) {
        begin(name, .histogram, help)
        let digits = histogram.unit.digits
        var cumulated: UInt64 = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            cumulated += count
            sample("_bucket", [("le", Self.decimal(bound, digits: digits))], "\(cumulated)")
        }
        sample("_bucket", [("le", "+Inf")], "\(histogram.count)")
        sample("_sum", [], Self.decimal(histogram.sum, digits: digits))
        sample("_count", [], "\(histogram.count)")
    }

    private mutating func sample(_ suffix: String, _ labels: [(String, String)], _ value: String) {
        write(family + suffix)
        if !labels.isEmpty { write("{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}") }
        write(" \(value)\n")
    }

    private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    static func escaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// `value` with so many digits behind the point, as short as it can be said.
    static func decimal(_ value: UInt64, digits: Int) -> String {
        let unit = (0..<digits).reduce(UInt64(1)) { power, _ in power * 10 }
        let rest = value % unit
        guard rest > 0 else { return "\(value / unit)" }
        var fraction = String(repeating: "0", count: digits - "\(rest)".utf8.count) + "\(rest)"
        while fraction.utf8.last == 0x30 { fraction.removeLast() }
        return "\(value / unit).\(fraction)"
    }
}

extension Histogram.Unit {
    fileprivate var digits: Int {
        switch self {
        case .nanoseconds: 9
        case .milliseconds: 3
        case .count: 0
        }
    }
}
