import DeskBroker
import DeskCore
import DeskTesting
import DeskWire
import Testing

@Suite("How adapters fare, as admins are told")
struct AdapterConditionTests {
    private static func attached() throws -> Scenario {
        let scenario = Scenario(on: try MemoryDesk())
        scenario.attachAll()
        return scenario
    }

    private static func channel(_ scenario: Scenario, _ key: String = "webchat") -> JSONValue? {
        scenario.ask("root", #""type":"channels""#)?["items"]?.elements.first { $0["channel"]?.string == key }
    }

    struct Report: CustomTestStringConvertible {
        let frame: String
        let state: String
        let reason: String?
        var testDescription: String { frame }
    }

    @Test(
        "what an adapter says of its service is shown of its account, and forgotten with it",
        arguments: [
            Report(frame: #""state":"retrying","retryInMs":5000,"text":"no \u00e9"#, state: "retrying", reason: "no é"),
            Report(frame: #""account":"shop","state":"bad_credentials","text":"refused"#, state: "bad_credentials", reason: "refused"),
            Report(frame: #""state":"connected","text":""#, state: "connected", reason: nil),
            // What cannot be used is a notice, and is left alone.
            Report(frame: #""state":"broken","text":"it says so itself"#, state: "connected", reason: nil),
            Report(frame: #""account":"another","state":"retrying","text":"not its own"#, state: "connected", reason: nil),
        ])
    func health(_ report: Report) throws {
        let scenario = try Self.attached()
        scenario.link("webchat")?.send("{\"type\":\"health\",\(report.frame)\(report.frame.hasSuffix("\"\"") ? "" : "\"")}")
        let account = Self.channel(scenario)?["accounts"]?.elements.first
        #expect(account?["state"]?.string == report.state)
        #expect(account?["stateReason"]?.string == report.reason)
        #expect((account?["retryInMs"]?.integer ?? 0) <= 5_000)
        scenario.link("webchat")?.close()
        #expect(Self.channel(scenario)?["accounts"]?.elements.first?["state"]?.string == "away")
        scenario.attach("webchat", "adapter")
        #expect(Self.channel(scenario)?["accounts"]?.elements.first?["state"]?.string == "connected")
    }

    @Test("an adapter that the broker keeps running is told of in the same words", arguments: [false, true])
    func supervised(_ isBroken: Bool) throws {
        let scenario = try Self.attached()
        let now = Moment(wall: Timestamp(milliseconds: 0), monotonicMilliseconds: 0)
        scenario.link("webchat")?.close()
        for key in ["webchat", "never-there"] {
            guard let slug = Slug(key) else { continue }
            scenario.desk.turn { broker in
                broker.roster.add(key, channel: ChannelKey(slug), instance: Slug(literal: "main"), at: now)
                broker.roster.update(key) {
                    $0.phase = .waiting(until: 1 << 40)
                    $0.isBroken = isBroken
                    $0.reason = "it exited with \"3\""
                }
            }
        }
        let wanted = isBroken ? "broken" : "retrying"
        let webchat = Self.channel(scenario)
        for condition in [webchat, webchat?["accounts"]?.elements.first, Self.channel(scenario, "never-there")] {
            #expect(condition?["state"]?.string == wanted)
            #expect(condition?["stateReason"]?.string == "it exited with \"3\"")
            #expect((condition?["retryInMs"]?.integer ?? 0) > 0)
        }
        #expect(Self.channel(scenario, "never-there")?["installed"]?.bool == false)
        let items = scenario.ask("root", #""type":"adapters""#)?["items"]?.elements ?? []
        #expect(items.map { $0["name"]?.string } == ["never-there", "webchat"])
        #expect(items.allSatisfy { $0["state"]?.string == wanted && $0["supervised"]?.bool == true })
    }

    @Test("a restart is handed on once, whatever it is asked; an unknown name is not found, and reps may not ask")
    func restart() throws {
        let scenario = try Self.attached()
        let now = Moment(wall: Timestamp(milliseconds: 0), monotonicMilliseconds: 0)
        scenario.desk.turn { $0.roster.add("mail", channel: ChannelKey(Slug(literal: "mail")), instance: Slug(literal: "main"), at: now) }
        for _ in 0..<2 { #expect(scenario.ask("root", #""type":"adapter.restart","name":"mail""#)?["type"]?.string == "ok") }
        var taken: [String] = []
        scenario.desk.turn { taken = $0.roster.takeRestarts() + ["then"] + $0.roster.takeRestarts() }
        #expect(taken == ["mail", "then"])
        for type in ["adapter.restart", "adapter.logs"] {
            #expect(scenario.ask("root", "\"type\":\"\(type)\",\"name\":\"m\u{fffd}\"")?["code"]?.string == "not_found")
            #expect(scenario.ask("ana", "\"type\":\"\(type)\",\"name\":\"mail\"")?["code"]?.string == "not_allowed")
        }
        #expect(scenario.ask("ana", #""type":"adapters""#)?["code"]?.string == "not_allowed")
    }

    @Test("the last lines of an adapter are kept, no more of them than there is room for, and read on from any")
    func lines() throws {
        let scenario = try Self.attached()
        let now = Moment(wall: Timestamp(milliseconds: 0), monotonicMilliseconds: 0)
        scenario.desk.turn { broker in
            broker.roster.add("mail", channel: ChannelKey(Slug(literal: "mail")), instance: Slug(literal: "main"), at: now)
            broker.roster.update("mail") { for line in 1...500 { $0.lines.append("line \(line)", at: now.wall) } }
        }
        var ring = LineRing()
        for line in 1...500 {
            ring.append("line \(line)", at: now.wall)
            #expect(ring.lines.count <= LineRing.linesMax)
        }
        func numbers(_ fields: String) -> [Int64] {
            (scenario.ask("root", #""type":"adapter.logs","name":"mail""# + fields)?["items"]?.elements ?? []).compactMap {
                $0["line"]?.integer
            }
        }
        #expect(numbers(#","limit":200"#) == Array(301...500))
        #expect(numbers(#","limit":2"#) == [499, 500])
        #expect(numbers(#","after":498"#) == [499, 500])
        scenario.desk.turn { broker in
            broker.roster.update("mail") { for _ in 1...100 { $0.lines.append(String(repeating: "x", count: 1_024), at: now.wall) } }
        }
        #expect(numbers(#","limit":200"#).count == LineRing.bytesMax / 1_024)
    }

    @Test("a session that was opened for one adapter may be that one and no other")
    func binding() throws {
        let capabilities = #"{"deliveryIdentifierTypes":["opaque"],"threadingModel":"adapter_thread"}"#
        func adapter(_ name: String, _ more: String = "") -> String {
            "\"role\":\"adapter\",\"name\":\"\(name)\",\(more)\"manifest\":{\"key\":\"\(name)\",\"name\":\"W\",\"capabilities\":\(capabilities)}"
        }
        let hellos = [
            (adapter("k"), "welcome"), (adapter("k", #""instance":"two","#), "error"), (adapter("other"), "error"),
            (#""role":"admin","name":"root""#, "error"), (#""role":"rep","name":"k""#, "error"),
        ]
        for (hello, type) in hellos {
            let desk = try MemoryDesk()
            var answer: [UInt8] = []
            let frame = Framing.frame(Array("{\"type\":\"hello\",\"id\":1,\"protocol\":[1,1],\(hello)}".utf8))
            desk.turn { broker in
                let binding = SessionBinding(channel: ChannelKey(Slug(literal: "k")), instance: Slug(literal: "main"))
                let id = broker.open(PeerIdentity(user: 65_534, process: 1), boundTo: binding)
                broker.receive(frame.span, from: id)
                _ = try? broker.endTurn()
                broker.send(to: id) { bytes in
                    for index in 4..<bytes.count { answer.append(bytes[index]) }
                    return bytes.count
                }
            }
            #expect(String(decoding: answer, as: UTF8.self).hasPrefix("{\"type\":\"\(type)\""), "\(hello)")
        }
    }
}
