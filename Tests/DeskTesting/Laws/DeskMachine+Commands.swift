internal import DeskBroker
internal import DeskCore
internal import DeskWire

// What people, adapters and the world do, at random.
extension DeskMachine {
    func setUp() {
        ask("root", "rep.set", #""rep":"root","seat":true"#)
        for (account, channel) in Self.channels.sorted(by: { $0.key < $1.key }) { create(account, on: channel) }
        for team in ["north", "south"] { ask("root", "team.set", #""team":"\#(team)","label":"\#(team)""#) }
        for skill in ["spanish", "billing"] { ask("root", "skill.set", #""skill":"\#(skill)","label":"\#(skill)""#) }
        for (index, rep) in Self.reps.enumerated() {
            ask("root", "rep.set", #""rep":"\#(rep)","seat":true,"mainTeam":"\#(index % 2 == 0 ? "north" : "south")","capacity":3"#)
        }
        for account in Self.accounts {
            ask("root", "routing.set", #""account":"\#(account)","assign":true,"mode":"users_and_teams","teams":["north","south"]"#)
        }
        ask("root", "property.set", #""property":"topic","label":"Topic","kind":"enum","options":["order","refund"]"#)
        ask(
            "root", "pipeline.set",
            #""pipeline":"repairs","label":"Repairs","statuses":[{"status":"in","label":"In","open":true},{"status":"out","label":"Out","open":false,"required":["topic"]}]"#
        )
        gather()
        while !asked.isEmpty { answerOne() }
    }

    private func create(_ account: String, on channel: String) {
        let identifier =
            channel == "sms" ? #"{"kind":"phone","value":"+3460000000\#(number(0...9))"}"# : #"{"kind":"opaque","value":"\#(account)"}"#
        ask("root", "account.create", #""channel":"\#(channel)","account":"\#(account)","identifier":\#(identifier)"#)
    }

    func act() {
        switch number(0...99) {
        case 0..<30: publish()
        case 30..<44: answerOne()
        case 44..<52: reply()
        case 52..<58: changeStatus()
        case 58..<61: assign()
        case 61..<66: changeRep()
        case 66..<71: availability()
        case 71..<75: changeRouting()
        case 75..<80: switchAccount()
        case 80..<83: changePipelines()
        case 83..<87: changeContacts()
        case 87..<90: changeStrangers()
        case 90..<92: changeService()
        case 92..<94: comeOrGo()
        case 94..<96: report()
        default: desk.pass(milliseconds: Int64(number(1...72)) * pick([1_000, 60_000, 3_600_000]), deadlines: false)
        }
        gather()
    }

    private func publish() {
        let account = pick(Self.accounts)
        let person = number(1...12)
        let isPhone = Self.channels[account] == "sms"
        let from =
            isPhone
            ? #"{"kind":"phone","value":"+3461111111\#(person % 10)"}"#
            : chance(4)
                ? #"{"kind":"email","value":"p\#(person)@example.org"}"# : #"{"kind":"opaque","value":"p\#(person)","name":"P\#(person)"}"#
        let thread = isPhone ? "" : #","thread":"t\#(person)""#
        let text = pick(["order 17", "refund please", "thanks", "hello", "it broke again"])
        ask(
            Self.channels[account] ?? "", "publish",
            #""account":"\#(account)",\#(key()),"from":\#(from)\#(thread),"text":"\#(text)","at":"2026-11-22T14:48:00Z""#)
    }

    func answerOne() {
        guard !asked.isEmpty else { return reply() }
        let (adapter, frame) = asked.removeFirst()
        guard let request = frame["id"]?.integer else { return }
        let type = frame["type"]?.string ?? ""
        if type == "deliver", let message = frame["message"]?.integer {
            delivered.append((adapter, message))
            if chance(6) {
                return tell(adapter, #"{"type":"error","re":\#(request),"code":"gone","message":"No.","retryable":\#(flag())}"#)
            }
        }
        tell(
            adapter,
            #"{"type":"ok","re":\#(request)\#(type == "probe" ? #","outcome":"\#(pick(["sent", "not_sent", "cannot_tell"]))""# : "")}"#)
    }

    private func report() {
        guard !delivered.isEmpty else { return }
        let (adapter, message) = pick(delivered)
        ask(adapter, "status", #""message":\#(message),"status":"\#(pick(["sent", "delivered", "read", "failed"]))","text":"so it is""#)
    }

    private var ticket: Int { number(1...max(1, desk.broker.desk.tickets.count)) }

    private func reply() {
        let status = chance(5) ? #","set":{"status":"\#(pick(["waiting-contact", "closed", "out", "in"]))"}"# : ""
        ask(
            pick(Self.reps), chance(6) ? "note" : "send", #""ticket":\#(ticket),"text":"We look into it.","force":true,\#(key())\#(status)"#
        )
    }

    private func changeStatus() {
        switch number(0...5) {
        case 0:
            ask(
                pick(Self.reps), "set",
                #""ticket":\#(ticket),"properties":{"topic":\#(pick([#""order""#, #""refund""#, "null"]))},\#(key())"#)
        case 1:
            ask(pick(Self.reps), "ticket.move", #""ticket":\#(ticket),"pipeline":"\#(pick(["repairs", "support", "default"]))",\#(key())"#)
        default:
            ask(
                pick(Self.reps), "set",
                #""ticket":\#(ticket),"status":"\#(pick(["closed", "closed", "waiting-us", "new", "in", "out"]))",\#(key())"#)
        }
    }

    private func assign() {
        let to = chance(4) ? "null" : "\"\(pick(Self.reps))\""
        ask(pick(Self.reps), "assign", #""ticket":\#(ticket),"to":\#(to),"force":true,\#(key())"#)
    }

    private func changeRep() {
        let rep = pick(Self.reps)
        let change = pick([
            #""capacity":\#(number(0...5))"#, #""capacity":null"#, #""active":\#(flag())"#, #""seat":\#(flag())"#, #""skills":["spanish"]"#,
            #""skills":[]"#, #""mainTeam":"\#(pick(["north", "south"]))""#, #""active":true,"seat":true"#,
        ])
        ask("root", "rep.set", #""rep":"\#(rep)",\#(change)"#)
        // Whoever has open tickets stays; somebody who never had one may go.
        if chance(20) {
            ask("root", "rep.set", #""rep":"guest","seat":false"#)
            ask("root", "rep.remove", #""rep":"guest""#)
            ask("root", "rep.remove", #""rep":"\#(rep)""#)
        }
    }

    private func availability() {
        ask("root", "availability", #""rep":"\#(pick(Self.reps))","available":\#(chance(3) ? "false" : "true")"#)
    }

    private func changeRouting() {
        let change = pick([
            #""assign":\#(chance(3) ? "false" : "true")"#, #""mode":"\#(pick(["nobody", "users_and_teams", "contact_owner"]))""#,
            #""mode":"users_and_teams","reps":["ana"],"teams":["south"]"#,
            #""selection":"\#(pick(["least_busy", "round_robin", "random"]))""#,
            #""fallback":{"reps":["kim"],"teams":["north"]}"#, #""sticky":"\#(pick(["always", "only_if_available"]))""#,
            #""returnAfterMinutes":\#(pick(["null", "5", "90"]))"#, #""skipOfflineOwner":\#(flag())"#, #""onlyAvailable":\#(flag())"#,
            #""rules":[{"when":"refund","skills":["spanish"],"dropSecondary":true},{"when":"order","reps":["li","ben"]}]"#,
            #""rules":null"#,
        ])
        ask("root", "routing.set", #""account":"\#(pick(Self.accounts))",\#(change)"#)
    }

    private func switchAccount() {
        let account = pick(Self.accounts)
        switch number(0...9) {
        case 0...2: ask("root", "account.set", #""account":"\#(account)","active":false,"queued":"\#(pick(["wait", "hold", "cancel"]))""#)
        case 3...6: ask("root", "account.set", #""account":"\#(account)","active":true"#)
        case 7: ask("root", "account.authorize", #""account":"\#(account)","authorized":\#(chance(3) ? "false" : "true")"#)
        case 8: ask("root", "account.edit", #""account":"\#(account)","whenOff":"\#(pick(["refuse", "hold", "silent"]))""#)
        default:
            guard chance(8) else { return }
            ask("root", "account.delete", #""account":"\#(account)","confirm":"\#(account)""#)
        }
    }

    private func changePipelines() {
        let account = pick(Self.accounts)
        switch number(0...3) {
        case 0: ask("root", "account.tickets", #""account":"\#(account)","reopen":{"policy":"\#(pick(["always", "never"]))"}"#)
        case 1: ask("root", "account.tickets", #""account":"\#(account)","reopen":{"policy":"within","hours":\#(number(1...100))}"#)
        case 2: ask("root", "account.tickets", #""account":"\#(account)","defaults":{"topic":"order"}"#)
        default: ask("root", "account.move", #""account":"\#(account)","pipeline":"\#(pick(["repairs", "support"]))""#)
        }
    }

    private func changeContacts() {
        let contact = number(1...max(1, desk.broker.desk.contacts.count))
        let other = number(1...max(1, desk.broker.desk.contacts.count))
        switch number(0...9) {
        case 0...4: ask("ana", "contact.set", #""contact":\#(contact),"owner":\#(pick([#""ana""#, #""kim""#, "null"])),\#(key())"#)
        case 5...6:
            let answer = ask("root", "contact.merge", #""contact":\#(contact),"into":\#(other),\#(key())"#)
            if answer?["type"]?.isString("ok") == true { merged.append(contact) }
        case 7...8: ask("root", "contact.unmerge", #""contact":\#(merged.popLast() ?? contact),\#(key())"#)
        default: if chance(6) { ask("root", "contact.forget", #""contact":\#(contact),"confirm":"\#(contact)",\#(key())"#) }
        }
    }

    private func changeStrangers() {
        let contact = number(1...max(1, desk.broker.desk.contacts.count))
        switch number(0...5) {
        case 0: ask("ana", "block", #""contact":\#(contact),\#(key())"#)
        case 1, 2: ask("ana", "unblock", #""contact":\#(contact),\#(key())"#)
        case 3: ask("ana", "ticket.spam", #""ticket":\#(ticket),"spam":\#(flag()),\#(key())"#)
        case 4: ask("ana", "ticket.trash", #""ticket":\#(ticket),\#(key())"#)
        default: ask("ana", "ticket.restore", #""ticket":\#(ticket),\#(key())"#)
        }
    }

    private func changeService() {
        switch number(0...3) {
        case 0, 1:
            ask(
                "root", "sla.set",
                #""sla":"\#(pick(["gold", "plain"]))","label":"x","firstReplyMinutes":\#(number(1...90)),"nextReplyMinutes":30,"closeMinutes":600,"dueSoonMinutes":10"#
            )
        case 2: ask("root", "sla.remove", #""sla":"plain""#)
        default:
            ask(
                "root", "schedule.set",
                #""schedule":"office","zone":"Europe/Madrid","hours":{"mon":[["09:00","17:00"]],"wed":[["10:00","12:00"]]},"holidays":["2026-12-25"]"#
            )
            ask("root", "rep.set", #""rep":"\#(pick(Self.reps))","schedule":\#(pick([#""office""#, "null"]))"#)
        }
    }

    private func comeOrGo() {
        let name = pick(Self.adapters)
        if isAttached(name), flag() { leave(name) } else { attach(name) }
    }
}
