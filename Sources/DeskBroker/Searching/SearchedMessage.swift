internal import DeskCore

/// What an entry says in a message or note, wherever it came from.
struct SearchedMessage {
    let text: [UInt8]
    let content: MessageContent?
    private(set) var subject: Text?
    private(set) var from: Party?
    private(set) var externalID: [UInt8]?

    /// Nil where the entry has none.
    init?(_ entry: Entry) {
        for event in entry.events {
            switch event {
            case .messageReceived(let received), .account(.held(let received)):
                (text, content, subject) = (received.text.utf8, received.content, received.subject)
                (from, externalID) = (received.from, received.externalID)
                return
            case .replySent(let reply):
                (text, content) = (reply.text.utf8, reply.content)
                return
            case .noted(let noted):
                (text, content) = (noted.text.utf8, noted.content)
                return
            default: continue
            }
        }
        return nil
    }

    /// The original with the words that an edit gave it.
    init(_ original: SearchedMessage, editedTo edit: SearchedMessage) {
        (text, content, subject) = (edit.text, original.content, original.subject)
        (from, externalID) = (original.from, original.externalID)
    }

    /// What it says besides its words, by what that is.
    var extras: [(name: String, utf8: [UInt8])] {
        var extras: [(String, [UInt8])] = []
        if let subject { extras.append(("subject", subject.utf8)) }
        for attachment in content?.attachments ?? [] { extras.append(("file", attachment.name.utf8)) }
        for part in content?.parts ?? [] {
            switch part {
            case .location(_, _, let name, let address): extras += [name, address].compactMap(\.self).map { ("location", $0.utf8) }
            case .contactCard(let name, let identifiers):
                extras += [("card", name.utf8)] + identifiers.map { ("card", $0.value) }
            case .quickReplies(let replies): extras += replies.map { ("text", $0.label.utf8) }
            case .unsupported: continue
            }
        }
        return extras
    }

    var fileNames: [[UInt8]] { (content?.attachments ?? []).map { SearchGlob.folded($0.name.utf8) } }

    /// Whether it has something besides words.
    func has(_ part: SearchFilter.Part) -> Bool {
        let attachments = content?.attachments ?? []
        return switch part {
        case .attachment: !attachments.isEmpty
        case .file, .image, .audio, .voice, .video, .sticker: attachments.contains { $0.usage.rawValue == part.rawValue }
        case .location: content?.parts.contains { if case .location = $0 { true } else { false } } ?? false
        case .link: Self.hasLink(text) || content?.styles.contains { $0.url != nil } ?? false
        }
    }

    private static func hasLink(_ text: [UInt8]) -> Bool {
        text.indices.dropLast(2).contains { text[$0] == 0x3A && text[$0 + 1] == 0x2F && text[$0 + 2] == 0x2F }
    }
}

extension Desk {
    /// The message that is shown where this one is found: of an edited one the latest words count, and what was deleted is not found.
    func searched(_ id: MessageID) -> MessageID? {
        switch contents.action(of: id) {
        case .edit(let target): amendment(of: target) { $0.isEdit } == id && !isDeleted(target) ? target : nil
        case .delete, .reaction: nil
        case .call, nil: contents.linked(to: id).isEmpty || (amendment(of: id) { $0.isEdit } == nil && !isDeleted(id)) ? id : nil
        }
    }

    private func isDeleted(_ id: MessageID) -> Bool { amendment(of: id) { $0.isDeletion } != nil }

    /// The last of a kind that holds: what never went out has changed nothing.
    private func amendment(of id: MessageID, _ isMeant: (MessageAction) -> Bool) -> MessageID? {
        contents.linked(to: id).last { other in
            let state = deliveries[other]?.state
            return state != .canceled && state != .failed && contents.action(of: other).map(isMeant) ?? false
        }
    }
}

extension MessageAction {
    fileprivate var isEdit: Bool { if case .edit = self { true } else { false } }
    fileprivate var isDeletion: Bool { if case .delete = self { true } else { false } }
}
