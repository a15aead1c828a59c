/// Pipelines, their statuses, the properties of tickets, and what becomes of each account's messages.
public struct PipelineBook: Sendable {
    public static let pipelinesMax = 200
    public static let propertiesMax = 500

    private var pipelines = [Pipeline.standard.slug: Pipeline.standard]
    private var properties = Dictionary(uniqueKeysWithValues: Property.standard.map { ($0.slug, $0) })
    private var policies: [AccountSlug: TicketPolicy] = [:]

    public subscript(slug: PipelineSlug) -> Pipeline? { pipelines[slug] }
    public func property(_ slug: PropertySlug) -> Property? { properties[slug] }

    public func policy(of account: AccountSlug) -> TicketPolicy {
        policies.isEmpty ? .standard : policies[account] ?? .standard
    }

    /// The pipeline of a ticket or a policy: it cannot be removed while it is one's. Mostly there is only one.
    func inUse(_ slug: PipelineSlug) -> Pipeline {
        pipelines.count == 1 ? pipelines.values.first ?? .standard : pipelines[slug] ?? .standard
    }

    public func isOpen(_ status: StatusSlug, in pipeline: PipelineSlug) -> Bool { inUse(pipeline).isOpen(status) }

    /// The first one, then by name.
    public var sortedPipelines: [Pipeline] {
        pipelines.values.sorted { left, right in
            let isFirst = left.slug == Pipeline.standard.slug
            return isFirst != (right.slug == Pipeline.standard.slug) ? isFirst : left.slug < right.slug
        }
    }
    public var sortedProperties: [Property] { properties.values.sorted { $0.slug < $1.slug } }

    mutating func apply(_ pipeline: Pipeline) { pipelines[pipeline.slug] = pipeline }
    mutating func apply(removed pipeline: PipelineSlug) { pipelines[pipeline] = nil }
    mutating func apply(_ property: Property) { properties[property.slug] = property }
    mutating func apply(removed property: PropertySlug) { properties[property] = nil }
    mutating func apply(_ policy: TicketPolicy, to account: AccountSlug) { policies[account] = policy }

    func write(to state: inout StateWriter) {
        for pipeline in sortedPipelines { write(pipeline, to: &state) }
        for property in sortedProperties {
            state.write(property.slug.slug)
            state.write(property.label.encoded)
            state.write(Array(property.kind.rawValue.utf8))
            for option in property.options { state.write(option) }
        }
        for account in policies.keys.sorted() { write(policy(of: account), of: account, to: &state) }
    }

    private func write(_ pipeline: Pipeline, to state: inout StateWriter) {
        state.write(pipeline.slug.slug)
        state.write(pipeline.label.encoded)
        for status in pipeline.statuses {
            state.write(status.slug.slug)
            state.write(status.label.encoded)
            state.write(status.isOpen)
            for property in status.required { state.write(property.slug) }
            for condition in status.conditional {
                state.write(condition.property.slug)
                state.write(condition.other.slug)
                state.write(condition.value)
            }
        }
        for status in pipeline.rules.createIn { state.write(status.slug) }
        state.write(pipeline.rules.forbidsSkipping)
        state.write(pipeline.rules.forbidsGoingBack)
    }

    private func write(_ policy: TicketPolicy, of account: AccountSlug, to state: inout StateWriter) {
        state.write(account.slug)
        state.write(policy.pipeline.slug)
        for status in [policy.status, policy.onRepReply, policy.onContactReply, policy.reopenStatus] {
            state.write(status) { $0.write($1.slug) }
        }
        for (property, value) in policy.defaults {
            state.write(property.slug)
            state.write(value)
        }
        for property in policy.fromAdapter { state.write(property.slug) }
        switch policy.reopening {
        case .always: state.write(-1)
        case .within(let hours): state.write(hours)
        case .never: state.write(-2)
        }
        state.write(Array(policy.reopenedOwner.rawValue.utf8))
        for word in policy.thanks { state.write(word.encoded) }
        state.write(policy.thanksHours)
        state.write(policy.allowsClosing)
    }
}

// What would come of a change.
extension PipelineBook {
    /// - Parameter uses: how many tickets are in each status of it.
    func set(_ pipeline: Pipeline, uses: (StatusSlug) -> Int) throws(Rejection) -> [Event] {
        let former = pipelines[pipeline.slug]
        guard former != nil || pipelines.count < Self.pipelinesMax else {
            throw .badField("pipeline", reason: "there are \(Self.pipelinesMax) pipelines, which is the most")
        }
        try check(pipeline)
        for status in former?.statuses ?? [] where pipeline[status.slug]?.isOpen != status.isOpen && uses(status.slug) > 0 {
            throw .conflicting(
                "The status \(status.slug.slug) has \(Self.tickets(uses(status.slug))), so it cannot be taken away or change between open and closed; move them first."
            )
        }
        for (account, policy) in policies.sorted(by: { $0.key < $1.key }) where policy.pipeline == pipeline.slug {
            try check(policy, of: account, in: pipeline)
        }
        return former?.isSame(as: pipeline) == true ? [] : [.pipeline(.pipelineSet(pipeline))]
    }

    private static func tickets(_ count: Int) -> String { count == 1 ? "1 ticket" : "\(count) tickets" }

    private func check(_ pipeline: Pipeline) throws(Rejection) {
        let slugs = pipeline.statuses.map(\.slug)
        guard slugs.count <= Pipeline.statusesMax, Set(slugs).count == slugs.count else {
            throw .badField("statuses", reason: "it has a status twice, or more than \(Pipeline.statusesMax)")
        }
        guard pipeline.statuses.contains(where: \.isOpen), pipeline.firstClosed != nil else {
            throw .badField("statuses", reason: "a pipeline has at least one open status and one that is closed")
        }
        for status in pipeline.rules.createIn { _ = try pipeline.existing(status) }
        for status in pipeline.statuses {
            for property in status.required + status.conditional.flatMap({ [$0.property, $0.other] }) { _ = try existing(property) }
            for condition in status.conditional { try existing(condition.other).check(one: condition.value) }
        }
    }

    func remove(_ slug: PipelineSlug, uses: Int) throws(Rejection) -> [Event] {
        _ = try existing(slug)
        guard slug != Pipeline.standard.slug else {
            throw .conflicting("The pipeline \(slug.slug) is the one that is always there; change its statuses instead.")
        }
        guard uses == 0 else { throw .conflicting("The pipeline \(slug.slug) has \(Self.tickets(uses)); move them first.") }
        if let account = policies.keys.sorted().first(where: { policies[$0]?.pipeline == slug }) {
            throw .conflicting("The account \(account.slug) opens its tickets in the pipeline \(slug.slug); move it first.")
        }
        return [.pipeline(.pipelineRemoved(slug))]
    }

    /// - Parameter values: what tickets say in it.
    func set(_ property: Property, values: () -> [PropertyValue]) throws(Rejection) -> [Event] {
        let former = properties[property.slug]
        guard former != nil || properties.count < Self.propertiesMax else {
            throw .badField("property", reason: "there are \(Self.propertiesMax) properties, which is the most")
        }
        let needsOptions = property.kind == .enum || property.kind == .multiEnum
        guard needsOptions != property.options.isEmpty, property.options.count <= Property.optionsMax else {
            throw .badField("options", reason: "an enum has 1 to \(Property.optionsMax) options, and nothing else has any")
        }
        guard Set(property.options).count == property.options.count else { throw .badField("options", reason: "it has an option twice") }
        if former?.isSame(as: property) == true { return [] }
        if former != nil { try checkFits(property, values()) }
        return [.pipeline(.propertySet(property))]
    }

    /// What is said already must stay sayable.
    private func checkFits(_ property: Property, _ values: [PropertyValue]) throws(Rejection) {
        let said = values + policies.values.flatMap { $0.defaults.filter { $0.property == property.slug }.map(\.value) }
        for value in said {
            do throws(Rejection) {
                try property.check(value)
            } catch {
                throw .conflicting(
                    "Tickets or accounts say something in \(property.slug.slug) that would not fit any more; change these first.")
            }
        }
    }

    func remove(_ slug: PropertySlug, uses: Int) throws(Rejection) -> [Event] {
        _ = try existing(slug)
        guard uses == 0 else {
            throw .conflicting("\(Self.tickets(uses)) \(uses == 1 ? "says" : "say") something in \(slug.slug); clear it there first.")
        }
        for pipeline in sortedPipelines {
            for status in pipeline.statuses
            where status.required.contains(slug) || status.conditional.contains(where: { $0.property == slug || $0.other == slug }) {
                throw .conflicting("The status \(pipeline.slug.slug)/\(status.slug.slug) asks for \(slug.slug); change that first.")
            }
        }
        if let account = policies.keys.sorted().first(where: { policies[$0]?.defaults.contains { $0.property == slug } ?? false }) {
            throw .conflicting("The account \(account.slug) sets \(slug.slug) on its tickets; change that first.")
        }
        if let account = policies.keys.sorted().first(where: { policies[$0]?.fromAdapter.contains(slug) ?? false }) {
            throw .conflicting("The account \(account.slug) lets its adapter say \(slug.slug); change that first.")
        }
        return [.pipeline(.propertyRemoved(slug))]
    }

    func existing(_ slug: PipelineSlug) throws(Rejection) -> Pipeline {
        guard let pipeline = pipelines[slug] else {
            throw .unknown("There is no pipeline \(slug.slug); `desk pipeline list` shows those there are.")
        }
        return pipeline
    }

    func existing(_ slug: PropertySlug) throws(Rejection) -> Property {
        guard let property = properties[slug] else {
            throw .unknown("There is no property \(slug.slug); `desk property list` shows those there are.")
        }
        return property
    }

    /// Unknown properties and values are refused when they are written down, not when a message comes.
    func check(_ policy: TicketPolicy, of account: AccountSlug, in pipeline: Pipeline) throws(Rejection) {
        try Property.check(count: policy.defaults.count)
        for (property, value) in policy.defaults { try existing(property).check(value) }
        for property in policy.fromAdapter { _ = try existing(property) }
        let said = Dictionary(uniqueKeysWithValues: policy.defaults.map { ($0.property, $0.value) })
        for status in [policy.status, policy.onRepReply, policy.onContactReply, policy.reopenStatus].compactMap(\.self) {
            let missing = pipeline.missing(in: try pipeline.existing(status), said)
            guard missing.isEmpty else {
                throw .conflicting(
                    "Tickets of \(account.slug) would go to \(status.slug) by themselves, and that asks for \(missing.map(\.slug.text).joined(separator: ", ")); give these as defaults, or choose another status."
                )
            }
        }
        if let status = policy.status, !pipeline.isOpen(status) {
            throw .badField("status", reason: "a ticket begins in an open status")
        }
        if let status = policy.reopenStatus, !pipeline.isOpen(status) {
            throw .badField("reopen.status", reason: "a ticket is reopened to an open status")
        }
    }
}

extension Property {
    /// Of several options, one.
    fileprivate func check(one value: PropertyValue) throws(Rejection) {
        guard kind == .multiEnum, case .text(let text) = value else { return try check(value) }
        try check(.texts([text]))
    }
}

extension StateWriter {
    mutating func write(_ value: PropertyValue) {
        switch value {
        case .text(let text): write(text.encoded)
        case .number(let bytes): write(bytes)
        case .bool(let flag): write(flag)
        case .texts(let texts): for text in texts { write(text.encoded) }
        }
    }
}
