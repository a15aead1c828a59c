/// Reads Prometheus' text exposition format 0.0.4, as strictly as its page has it and more so: each family once, with HELP and
/// TYPE before its samples, and histograms that add up.
public struct ExpositionText {
    public struct Wrong: Error, CustomStringConvertible {
        public let description: String
    }

    public struct Sample {
        public let name: String
        public let labels: [String: String]
        public let value: Double
    }

    public private(set) var kinds: [String: String] = [:]
    public private(set) var samples: [Sample] = []
    private var helped: Set<String> = []
    private var family = ""
    private var seen: Set<String> = []
    private static let nameBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789".utf8)

    public init(_ text: String) throws {
        guard text.utf8.last == 0x0A else { throw Wrong(description: "the last line has no end") }
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            do throws(Wrong) { try take(line) } catch { throw Wrong(description: "\(error) in: \(line)") }
        }
        for (name, kind) in kinds where kind == "histogram" { try checkHistogram(name) }
    }

    public func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    /// All samples of the name that have these labels among theirs, added up.
    public func sum(_ name: String, _ labels: [String: String] = [:]) -> Double {
        let wanted = samples.filter { sample in sample.name == name && labels.allSatisfy { sample.labels[$0.key] == $0.value } }
        return wanted.reduce(0) { $0 + $1.value }
    }

    private mutating func take(_ line: Substring) throws(Wrong) {
        if line.hasPrefix("# HELP ") {
            let (name, text) = try word(line.dropFirst(7))
            guard helped.insert(name).inserted, !text.isEmpty else { throw Wrong(description: "HELP twice or empty") }
            family = name
        } else if line.hasPrefix("# TYPE ") {
            let (name, kind) = try word(line.dropFirst(7))
            guard name == family, kinds[name] == nil else { throw Wrong(description: "TYPE without its HELP, or twice") }
            guard ["counter", "gauge", "histogram"].contains(kind) else { throw Wrong(description: "no such type") }
            guard (kind == "counter") == name.hasSuffix("_total") else { throw Wrong(description: "a counter's name ends in _total") }
            kinds[name] = String(kind)
        } else {
            try takeSample(line)
        }
    }

    private func word(_ rest: Substring) throws(Wrong) -> (String, Substring) {
        let name = rest.prefix { $0 != " " }
        guard isName(name), rest.count > name.count + 1 else { throw Wrong(description: "a bad name") }
        return (String(name), rest.dropFirst(name.count + 1))
    }

    private func isName(_ name: Substring) -> Bool {
        name.utf8.first.map { !(0x30...0x39).contains($0) } == true && name.utf8.allSatisfy(Self.nameBytes.contains)
    }

    private mutating func takeSample(_ line: Substring) throws(Wrong) {
        let name = line.prefix { $0 != " " && $0 != "{" }
        var rest = line.dropFirst(name.count)
        guard isName(name), isOfFamily(String(name)) else { throw Wrong(description: "a sample of no family or of another one") }
        var labels: [String: String] = [:]
        if rest.first == "{" { labels = try takeLabels(&rest) }
        guard rest.first == " ", let value = Double(rest.dropFirst()), value >= 0 else { throw Wrong(description: "no value") }
        let place = "\(name) \(labels.sorted { $0.key < $1.key })"
        guard seen.insert(place).inserted else { throw Wrong(description: "the same sample again") }
        samples.append(Sample(name: String(name), labels: labels, value: value))
    }

    private func isOfFamily(_ name: String) -> Bool {
        switch kinds[family] {
        case "histogram": ["_bucket", "_sum", "_count"].contains { name == family + $0 }
        case nil: false
        default: name == family
        }
    }

    private func takeLabels(_ rest: inout Substring) throws(Wrong) -> [String: String] {
        var labels: [String: String] = [:]
        repeat {
            rest = rest.dropFirst()
            let name = rest.prefix { $0 != "=" }
            rest = rest.dropFirst(name.count)
            guard isName(name), labels[String(name)] == nil, rest.hasPrefix("=\"") else { throw Wrong(description: "a bad label") }
            rest = rest.dropFirst(2)
            labels[String(name)] = try takeValue(&rest)
        } while rest.first == ","
        guard rest.first == "}" else { throw Wrong(description: "labels without an end") }
        rest = rest.dropFirst()
        return labels
    }

    private func takeValue(_ rest: inout Substring) throws(Wrong) -> String {
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            case "n": value.append("\n")
            default: throw Wrong(description: "a bad escape")
            }
        }
        throw Wrong(description: "a label's value without an end")
    }

    private func checkHistogram(_ name: String) throws {
        let buckets = samples.filter { $0.name == name + "_bucket" }
        let bounds = buckets.compactMap { $0.labels["le"] }.compactMap { $0 == "+Inf" ? .infinity : Double($0) }
        guard bounds.count == buckets.count, bounds.last == .infinity, zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw Wrong(description: "\(name) has buckets out of order")
        }
        guard zip(buckets, buckets.dropFirst()).allSatisfy({ $0.value <= $1.value }), buckets.last?.value == value(name + "_count"),
            value(name + "_sum") != nil
        else { throw Wrong(description: "\(name) does not add up") }
    }
}
