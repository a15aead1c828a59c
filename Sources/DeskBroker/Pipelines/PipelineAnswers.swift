internal import DeskCore
internal import DeskWire

extension Broker {
    mutating func answer(_ query: PipelineQuery, _ session: Session, _ id: UInt64?) throws(Refusal) {
        let frame: [UInt8]
        switch query {
        case .pipelines: frame = answerPipelines(to: try asked(id))
        case .properties: frame = answerProperties(to: try asked(id))
        case .policy(let account): frame = try answerPolicy(of: account, to: try asked(id))
        }
        send(frame, to: session)
    }

    private func answerPipelines(to id: UInt64) -> [UInt8] {
        AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            for pipeline in desk.pipelines.sortedPipelines where writer.bytes.count < limits.answerBytesMax {
                writer.beginObject()
                writer.definition(pipeline)
                writer.name("tickets")
                writer.beginObject()
                for status in pipeline.statuses {
                    writer.field(status.slug.slug.text, desk.tickets.count(in: pipeline.slug, status.slug))
                }
                writer.endObject()
                writer.endObject()
            }
            writer.endArray()
        }
    }

    private func answerProperties(to id: UInt64) -> [UInt8] {
        AnswerFrames.ok(to: id) { writer in
            writer.name("items")
            writer.beginArray()
            for property in desk.pipelines.sortedProperties where writer.bytes.count < limits.answerBytesMax {
                writer.beginObject()
                writer.definition(property)
                writer.endObject()
            }
            writer.endArray()
        }
    }

    private func answerPolicy(of account: AccountSlug, to id: UInt64) throws(Refusal) -> [UInt8] {
        guard desk.channels.account(account) != nil else { throw Refusal(Rejection.unknownAccount) }
        return AnswerFrames.ok(to: id) { writer in
            writer.slug("account", account.slug)
            writer.field("revision", desk.channels.revision(of: account))
            writer.policy(desk.pipelines.policy(of: account))
        }
    }
}

extension Broker {
    /// What else has to happen once such an event is staged: lines for the log, and adapters that hear of it.
    mutating func follow(_ event: PipelineEvent, in sequence: SequenceNumber) {
        switch event {
        case .pipelineSet(let pipeline): note(.notice, "pipeline \(pipeline.slug.slug) was set")
        case .pipelineRemoved(let slug): note(.notice, "pipeline \(slug.slug) was removed")
        case .propertySet(let property): note(.notice, "property \(property.slug.slug) was set")
        case .propertyRemoved(let slug): note(.notice, "property \(slug.slug) was removed")
        case .policySet(let account, _): note(.notice, "what becomes of messages of account \(account.slug) was changed")
        case .accountMoved(let account, _, let pipeline): note(.notice, "account \(account.slug) was moved to pipeline \(pipeline.slug)")
        case .propertiesChanged, .ticketMoved: break
        }
    }
}

extension AnswerFrames {
    /// What an `ok` says of a command besides its entry.
    static func describe(_ command: PipelineCommand, _ desk: Desk, _ writer: inout JSONWriter) {
        switch command {
        case .setPipeline(let pipeline): writer.slug("pipeline", pipeline.slug.slug)
        case .removePipeline(let slug): writer.slug("pipeline", slug.slug)
        case .setProperty(let property): writer.slug("property", property.slug.slug)
        case .removeProperty(let slug): writer.slug("property", slug.slug)
        case .change(let id, _, _), .move(let id, _, _, _):
            writer.field("ticket", UInt64(id.number))
            guard let ticket = desk.tickets[id] else { return }
            writer.slug("pipeline", ticket.pipeline.slug)
            writer.slug("status", ticket.status.slug)
        case .setPolicy(let account, _, _), .moveAccount(let account, _, _, _):
            writer.slug("account", account.slug)
            writer.slug("pipeline", desk.pipelines.policy(of: account).pipeline.slug)
            writer.field("revision", desk.channels.revision(of: account))
        }
    }
}
