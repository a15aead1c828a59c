import DeskBroker
import DeskTesting
import DeskWire
import Testing

@Suite("Counters")
struct CounterTests {
    /// The metrics as an admin is given them.
    private func metrics(_ scenario: Scenario) throws -> ExpositionText {
        scenario.attach("root", "admin")
        return try ExpositionText(try #require(scenario.ask("root", #""type":"metrics""#)?["text"]?.string))
    }

    private static let publication =
        #""type":"publish","account":"shop","thread":"t9","from":{"kind":"opaque","value":"m9"},"at":"2026-11-22T14:48:00Z""#

    @Test("whatever is submitted is accepted, a duplicate or refused, and never two of these")
    func balance() throws {
        let desk = try MemoryDesk()
        let scenario = Scenario(on: desk)
        scenario.play()
        scenario.ask("webchat", Self.publication + #","key":"k0","text":"another text""#)
        scenario.ask("webchat", Self.publication + #","key":"new","text":"""#)
        scenario.ask("webchat", Self.publication + #","text":"without a key""#)
        scenario.ask("ana", Self.publication + #","key":"not mine","text":"x""#)
        for _ in 0..<3 { scenario.ask("webchat", Self.publication + #","key":"again","text":"x""#) }
        scenario.link("webchat")?.send("{\(Self.publication),\"key\":\"a notice\",\"text\":\"x\"}")
        scenario.ask("ana", #""type":"send","ticket":1,"text":"x","seen":1,"key":"stale""#)
        for _ in 0..<2 { scenario.ask("ana", #""type":"send","ticket":1,"text":"x","force":true,"key":"twice""#) }
        let text = try metrics(scenario)
        for name in ["publish", "send"] {
            let submitted = text.value("desk_\(name)_submitted_total")
            #expect(submitted == text.sum("desk_\(name)_total"), "\(name)")
            #expect(text.sum("desk_frames_total", ["dir": "in", "kind": name]) == submitted, "\(name)")
            for outcome in ["accepted", "duplicate", "refused"] {
                #expect(text.sum("desk_\(name)_total", ["outcome": outcome]) > 0, "\(name): none was \(outcome)")
            }
        }
        #expect(text.value("desk_publish_total", ["outcome": "duplicate", "code": ""]) == 2)
        #expect(text.value("desk_publish_total", ["outcome": "refused", "code": "channel_off"]) == 1)
        #expect(text.value("desk_publish_total", ["outcome": "refused", "code": "conflict"]) == 1)
        #expect(text.value("desk_publish_total", ["outcome": "refused", "code": "not_allowed"]) == 1)
        #expect(text.value("desk_send_total", ["outcome": "refused", "code": "stale_view"]) == 1)
    }

    @Test("what is counted agrees with what the desk holds")
    func agreement() throws {
        let desk = try MemoryDesk()
        let scenario = Scenario(on: desk)
        scenario.play()
        scenario.link("webchat")?.send("no JSON at all")
        let text = try metrics(scenario)
        let stats = try #require(scenario.ask("root", #""type":"stats""#))
        func count(_ name: String) -> Double { Double(stats[name]?.integer ?? -1) }
        #expect(text.value("desk_messages") == count("messages"))
        #expect(text.value("desk_contacts") == count("contacts"))
        #expect(text.value("desk_journal_head") == count("head"))
        #expect(text.sum("desk_tickets") == count("tickets"))
        #expect(text.value("desk_journal_batch_entries_sum") == count("head"), "each entry is of one batch")
        #expect(text.value("desk_frames_unreadable_total") == 1)
        let accepted = text.value("desk_publish_total", ["outcome": "accepted", "code": ""]) ?? 0
        let sent = text.value("desk_send_total", ["outcome": "accepted", "code": ""]) ?? 0
        #expect(accepted + sent == count("messages"))
        #expect(text.sum("desk_deliveries") == sent)
        let unsent = ["queued", "held", "dispatched", "accepted"].reduce(0) { $0 + text.sum("desk_deliveries", ["state": $1]) }
        #expect(unsent == count("unsent"))
        #expect(text.sum("desk_outbox_messages", ["state": "queued"]) == text.sum("desk_deliveries", ["state": "queued"]))
        #expect(text.value("desk_first_response_seconds_count") == 3, "tickets that were answered, each once")
        #expect(text.value("desk_send_seconds_count") == text.sum("desk_deliveries", ["state": "sent"]))
        #expect(text.sum("desk_clients", ["role": "adapter"]) == 1)
    }

    @Test("counts by state and status are the same after a restart")
    func restart() throws {
        let desk = try MemoryDesk()
        let scenario = Scenario(on: desk)
        scenario.play()
        func held(_ text: ExpositionText) -> [String] {
            text.samples.filter { ["desk_deliveries", "desk_tickets", "desk_outbox_messages", "desk_messages"].contains($0.name) }
                .map { "\($0.name) \($0.labels.sorted { $0.key < $1.key }) \($0.value)" }
        }
        let before = held(try metrics(scenario))
        try desk.reopen()
        #expect(held(try metrics(scenario)) == before)
        #expect(before.count > 10)
    }

    @Test("what a contact wrote or is called is in no metric, and only an admin gets them")
    func secrecy() throws {
        let desk = try MemoryDesk()
        let scenario = Scenario(on: desk)
        scenario.attachAll()
        scenario.publish("key-of-mine", "thread-of-mine", "a secret of mine")
        let text = try #require(scenario.ask("root", #""type":"metrics""#)?["text"]?.string)
        for word in ["secret", "of-mine", "mthread"] { #expect(!text.contains(word), "\(word)") }
        #expect(scenario.ask("ana", #""type":"metrics""#)?["code"]?.string == "not_allowed")
        #expect(scenario.ask("webchat", #""type":"metrics""#)?["code"]?.string == "not_allowed")
    }
}
