import DeskBroker
import Testing

@Suite("The life of a supervised adapter")
struct AdapterLifeTests {
    @Test("the wait doubles with each death, its upper half left to chance, up to a minute")
    func backOff() {
        var timings = RestartPolicy.Timings()
        timings.deathsMax = 100
        for (random, ceilings) in [(UInt64(0), [50, 100, 200, 400, 800]), (UInt64.max, [])] {
            var policy = RestartPolicy(timings)
            var waits: [Int] = []
            for death in 0..<20 { waits.append(policy.died(at: Int64(death) * 10_000, upFor: 1, random: random)) }
            for (index, wait) in waits.enumerated() {
                let ceiling = min(60_000, 100 << index)
                #expect((ceiling / 2...ceiling).contains(wait), "death \(index)")
            }
            #expect(Array(waits.prefix(ceilings.count)) == ceilings)
            #expect(!policy.isBroken)
        }
    }

    @Test(
        "the fifth death within a minute makes it broken, four and a late one do not",
        arguments: [(0, true), (59_000, true), (60_000, false)])
    func broken(_ late: Int64, _ isBroken: Bool) {
        var policy = RestartPolicy()
        for death in 0..<4 { _ = policy.died(at: Int64(death), upFor: 1, random: 0) }
        #expect(!policy.isBroken)
        let wait = policy.died(at: late + 4 - (late > 0 ? 4 : 0), upFor: 1, random: 0)
        #expect(policy.isBroken == isBroken)
        #expect((wait == 60_000) == isBroken)
    }

    @Test("a broken one is tried once a minute, and well again after it has stayed up for one")
    func recovery() {
        var policy = RestartPolicy()
        for death in 0..<5 { _ = policy.died(at: Int64(death), upFor: 1, random: 0) }
        for minute in 1...10 { #expect(policy.died(at: Int64(minute) * 60_001, upFor: 59_999, random: 0) == 60_000) }
        #expect(policy.died(at: 700_000, upFor: 60_000, random: 0) == 50)
        #expect(!policy.isBroken)
    }

    @Test("one that dies is started again when its wait is over, and not before")
    func restart() {
        var life = AdapterLife()
        #expect(life.start(at: 1_000) == [.spawn])
        life.ended("it exited with 1", at: 1_001, random: 0)
        #expect(life.phase == .waiting(until: 1_051))
        #expect(life.reason == "it exited with 1")
        #expect(life.due(heard: nil) == 1_051)
        #expect(life.heed(at: 1_050, heard: nil) == [])
        #expect(life.heed(at: 1_051, heard: nil) == [.spawn])
        #expect(life.phase == .up(since: 1_051))
    }

    @Test("a silent one is asked for a sign of life, and one that gives none is ended, then killed")
    func hang() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        #expect(life.heed(at: 500, heard: 500) == [])
        #expect(life.due(heard: 500) == 20_500)
        #expect(life.heed(at: 20_500, heard: 500) == [.ping])
        #expect(life.heed(at: 40_499, heard: 500) == [])
        #expect(life.heed(at: 40_500, heard: 500) == [.terminate])
        #expect(life.heed(at: 42_499, heard: 500) == [])
        #expect(life.heed(at: 42_500, heard: 500) == [.kill])
        #expect(life.due(heard: 500) == nil, "killed once is enough")
        life.ended("it was killed by signal 9", at: 42_501, random: 0)
        #expect(life.reason.hasPrefix("it hung"))
        #expect(life.phase == .waiting(until: 42_551))
    }

    @Test("any frame is a sign of life")
    func signOfLife() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        #expect(life.heed(at: 20_000, heard: 0) == [.ping])
        #expect(life.heed(at: 40_000, heard: 20_001) == [])
        #expect(life.due(heard: 20_001) == 40_001)
        #expect(life.heed(at: 40_001, heard: 20_001) == [.ping])
    }

    @Test("before its hello it is not asked, and the time moves on")
    func beforeHello() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        #expect(life.heed(at: 20_000, heard: nil) == [])
        #expect(life.due(heard: nil) == 40_000)
    }

    @Test("one that lives on without its connection is ended after a moment")
    func lostConnection() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        life.lostConnection(at: 100)
        #expect(life.due(heard: nil) == 2_100)
        #expect(life.heed(at: 2_099, heard: nil) == [])
        #expect(life.heed(at: 2_100, heard: nil) == [.terminate])
    }

    @Test("one that is stopped has its time to finish, and does not come back")
    func stop() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        #expect(life.stop(at: 10) == [.terminate])
        #expect(life.due(heard: nil) == 10_010)
        #expect(life.heed(at: 10_010, heard: nil) == [.kill])
        life.ended("it was killed", at: 10_011, random: 0)
        #expect(life.isResting)
    }

    @Test("one that says it is set up wrongly is broken at once, tried once a minute, and well again after it has stayed up for one")
    func refusal() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        life.ended("it exited with 78", .refusal, at: 10, random: 0)
        #expect(life.policy.isBroken)
        #expect(life.phase == .waiting(until: 60_010))
        #expect(life.heed(at: 60_010, heard: nil) == [.spawn])
        life.ended("it exited with 1", at: 120_010, random: 0)
        #expect(!life.policy.isBroken && life.phase == .waiting(until: 120_060))
    }

    @Test("one whose place another has taken waits as long as that one is there, and an admin's restart takes it back at once")
    func displacement() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        life.ended("it exited with 75", .displacement, at: 10, random: 0)
        #expect(life.phase == .waiting(until: 2_010))
        #expect(life.reason.hasPrefix("another process has taken its place"))
        life.giveWay(at: 2_010)
        #expect(life.phase == .waiting(until: 4_010))
        #expect(life.restart(at: 2_500) == [.spawn])
    }

    @Test("an admin's restart ends it once and starts it at once, and a broken one is forgiven")
    func adminsRestart() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        #expect(life.restart(at: 10) == [.terminate])
        #expect(life.restart(at: 20) == [])
        life.ended("it exited with 0", at: 30, random: 0)
        #expect(life.heed(at: 30, heard: nil) == [.spawn])
        for death in 0..<5 {
            life.ended("it exited with 1", at: Int64(100 + death), random: 0)
            if death < 4 { _ = life.heed(at: 100_000, heard: nil) }
        }
        #expect(life.policy.isBroken)
        #expect(life.restart(at: 200) == [.spawn])
        #expect(!life.policy.isBroken)
    }

    @Test("stopping while it drains for a restart wins")
    func stopDuringRestart() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        _ = life.restart(at: 1)
        #expect(life.stop(at: 2) == [])
        life.ended("it exited with 0", at: 3, random: 0)
        #expect(life.isResting)
    }

    @Test("an admin's restart while it is stopped does not bring it back: whoever stopped it may start it otherwise")
    func restartDuringStop() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        _ = life.stop(at: 1)
        #expect(life.restart(at: 2) == [])
        life.ended("it exited with 0", at: 3, random: 0)
        #expect(life.isResting)
    }

    @Test("the wait for a sign of life begins when it could hear that it was asked")
    func lateQuestion() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        #expect(life.heed(at: 20_000, heard: 0) == [.ping])
        life.wasAsked(at: 39_000)
        #expect(life.heed(at: 40_000, heard: 0) == [])
        #expect(life.due(heard: 0) == 59_000)
        life.wasAsked(at: 39_000)
        #expect(life.heed(at: 59_000, heard: 0) == [.terminate])
    }

    @Test("what the desk told it last is part of why it ended, and not of why the next one does")
    func farewell() {
        var life = AdapterLife()
        _ = life.start(at: 0)
        life.lostConnection(at: 10, "not_permitted: no.")
        life.ended("it exited with 3", at: 20, random: 0)
        #expect(life.reason == "it exited with 3; the desk had told it: not_permitted: no.")
        _ = life.heed(at: 1_000, heard: nil)
        life.ended("it exited with 4", at: 1_001, random: 0)
        #expect(life.reason == "it exited with 4")
    }
}
