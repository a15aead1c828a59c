internal import DeskCore

/// Whether a message is what was asked for.
struct SearchJudgement {
    let expression: SearchExpression
    let desk: Desk
    let now: Timestamp

    /// Nil where only reading the message could tell.
    func holds(_ facts: MessageFacts, on ticket: Ticket, _ document: SearchDocument?) -> Bool? {
        holds(expression.root, facts, ticket, document)
    }

    /// Whether anybody may find anything on the ticket.
    func isInSight(_ ticket: Ticket) -> Bool {
        if desk.isBlank(ticket.id) { return false }
        guard let mark = desk.strangers.mark(ticket.id) else { return true }
        return expression.marks.contains(mark.kind) && !desk.strangers.isPurged(ticket.id)
    }

    private func holds(_ node: SearchNode, _ facts: MessageFacts, _ ticket: Ticket, _ document: SearchDocument?) -> Bool? {
        switch node {
        case .all(let nodes): Self.all(nodes) { holds($0, facts, ticket, document) }
        case .any(let nodes): Self.all(nodes) { holds($0, facts, ticket, document).map { !$0 } }.map { !$0 }
        case .not(let node): holds(node, facts, ticket, document).map { !$0 }
        case .word(let word): document?.contains(word)
        case .filter(let filter): holds(filter, facts, ticket, document)
        }
    }

    private static func all(_ nodes: [SearchNode], _ holds: (SearchNode) -> Bool?) -> Bool? {
        var isKnown = true
        for node in nodes {
            guard let answer = holds(node) else {
                isKnown = false
                continue
            }
            if !answer { return false }
        }
        return isKnown ? true : nil
    }

    private func holds(_ filter: SearchFilter, _ facts: MessageFacts, _ ticket: Ticket, _ document: SearchDocument?) -> Bool? {
        switch filter {
        case .ticket(let condition): condition.isMet(by: ticket, in: desk)
        case .from(let rep, let word):
            if facts.rep != nil { rep == facts.rep } else if word == nil { false } else { document.map { isFrom(word, $0, ticket) } }
        case .channel(let key): account(facts, ticket).flatMap { desk.channels.account($0) }?.channel == key
        case .account(let slug): account(facts, ticket) == slug
        case .onTicket(let id): ticket.id == id
        case .kind(let kind): Self.kind(facts.kind) == kind
        case .has(let part): document.map { $0.message.has(part) }
        case .file(let glob): document.map { $0.message.fileNames.contains { SearchGlob.matches(glob, $0) } }
        case .before(let when): time(ticket, document).map { $0 < when.timestamp(now: now) }
        case .after(let when): time(ticket, document).map { $0 >= when.timestamp(now: now) }
        }
    }

    /// Of what was found; where no message in particular is looked for, the ticket's last change.
    private func time(_ ticket: Ticket, _ document: SearchDocument?) -> Timestamp? {
        expression.isAboutTickets ? ticket.updated : document?.at
    }

    private func isFrom(_ word: SearchWord?, _ document: SearchDocument, _ ticket: Ticket) -> Bool {
        guard let word else { return false }
        return document.sender.contains { $0.contains(word) }
            || SearchDocument.contact(of: ticket, in: desk).contains { FoldedText($0).contains(word) }
    }

    private func account(_ facts: MessageFacts, _ ticket: Ticket) -> AccountSlug? { desk.threads[facts.thread ?? ticket.thread]?.account }

    private static func kind(_ kind: MessageFacts.Kind) -> SearchFilter.MessageKind? {
        switch kind {
        case .incoming: .incoming
        case .reply: .reply
        case .note: .note
        case .outside: nil
        }
    }
}
