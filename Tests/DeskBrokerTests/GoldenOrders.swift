import DeskTesting
import DeskWire

/// Another day, on which an admin shapes the desk: pipelines, properties, contacts and strangers.
extension GoldenDay {
    func playOrders() {
        attach("root", "admin")
        attach("ana", "rep")
        attachAdapter("web", threads: "adapter_thread", identifiers: "opaque")
        account("web", "shop", #"{"kind":"opaque","value":"shop"}"#)
        account("web", "old", #"{"kind":"opaque","value":"old"}"#)
        pipelines()
        contacts()
        strangers()
        merging()
        views()
        desk.pass(milliseconds: 31 * 24 * 3_600_000, deadlines: false)
        publish("web", "o9", "t9", "After a month.")
        desk.markIdle()
    }

    private func pipelines() {
        for property in [
            #""reason","kind":"text""#, #""size","label":"Gr\u00f6\u00dfe","kind":"enum","options":["s","m"]"#, #""gone","kind":"bool""#,
        ] {
            request("root", #""type":"property.set","property":\#(property)"#)
        }
        request("root", #""type":"property.remove","property":"gone""#)
        let done = #"{"status":"done","open":false,"required":["reason"],"conditional":[{"property":"priority","when":"size","is":"m"}]}"#
        request(
            "root",
            #""type":"pipeline.set","pipeline":"orders","label":"Orders","statuses":[{"status":"asked","open":true},{"status":"busy","open":true},\#(done)],"#
                + #""createIn":["asked"],"noSkipping":true,"noGoingBack":true"#)
        request("root", #""type":"pipeline.set","pipeline":"brief","statuses":[{"status":"a","open":true},{"status":"z","open":false}]"#)
        request("root", #""type":"pipeline.remove","pipeline":"brief""#)
        request(
            "root",
            #""type":"account.tickets","account":"shop","pipeline":"orders","status":"asked","defaults":{"size":"s"},"allowFromAdapter":["category"],"#
                + #""onRepReply":"busy","onContactReply":"asked","reopen":{"policy":"within","hours":5,"status":"asked","owner":"keep_if_available"},"#
                + #""thanks":{"words":["thanks"],"hours":3},"allowClosing":true"#)
        publish("web", "o1", "t1", "An order.", more: #","properties":{"category":"shoes"}"#)
        request("ana", #""type":"set","ticket":1,"properties":{"reason":"sent","size":null},"key":"p1""#)
        request("ana", #""type":"ticket.move","ticket":1,"pipeline":"support","key":"p2""#)
        request("root", #""type":"account.move","account":"old","pipeline":"orders""#)
    }

    private func contacts() {
        publish("web", "o2", "t2", "Somebody else.")
        request("ana", #""type":"contact.set","contact":1,"name":"Ana's friend","owner":"ana","properties":{"reason":"asks often"}"#)
        publish("web", "o3", "t3", "Known.", more: #","preResolved":[{"contact":1,"reason":"customer number"}]"#)
        for (key, name) in [("o4", ""), ("o6", #","name":"Eve""#)] {
            request(
                "web",
                #""type":"publish","account":"shop","key":"\#(key)","thread":"t4","from":{"kind":"opaque","value":"eve"\#(name)},"#
                    + #""text":"It is me.","at":"2026-11-22T14:48:00Z""#)
        }
        request("root", #""type":"contact.merge","contact":2,"into":1,"key":"p3""#)
        request("root", #""type":"contact.unmerge","contact":2,"key":"p4""#)
        request("root", #""type":"contact.forget","contact":2,"confirm":"2","reason":"asked","key":"p5""#)
    }

    private func merging() {
        let known = publish("web", "o7", "t7", "The same again.")
        let same = publish("web", "o8", "t8", "And another thing.")
        let (into, ticket) = (known?["ticket"]?.integer ?? 0, same?["ticket"]?.integer ?? 0)
        let merge = #""type":"ticket.merge","ticket":\#(ticket),"into":\#(into),"confirm":true"#
        request("ana", merge + #","key":"p13""#)
        request("ana", #""type":"ticket.unmerge","ticket":\#(ticket),"key":"p14""#)
        request("ana", merge + #","key":"p15""#)
        let moved = same?["message"]?.integer ?? 0
        request("ana", #""type":"ticket.split","ticket":\#(into),"messages":[\#(moved)],"subject":"Apart","key":"p16""#)
        let more = publish("web", "o11", "t7", "And more.")
        request(
            "ana",
            #""type":"ticket.split","ticket":\#(into),"messages":[\#(more?["message"]?.integer ?? 0)],"subject":"More","later":"there","key":"p17""#
        )
    }

    private func views() {
        let ticket = publish("web", "v1", "t20", "Who reads this?")?["ticket"]?.integer ?? 0
        request("root", #""type":"team.set","team":"returns""#)
        request("root", #""type":"rep.set","rep":"ana","mainTeam":"returns""#)
        request(
            "ana",
            #""type":"view.set","view":"big","label":"Gr\u00f6\u00dfe","query":"is:open sort:oldest","columns":["subject"],"key":"v2""#)
        request("ana", #""type":"view.set","view":"big","layout":"board","sharing":"team","key":"v3""#)
        request("ana", #""type":"view.set","view":"brief","key":"v4""#)
        request(
            "ana",
            #""type":"snippet.set","snippet":"hi","label":"Gr\u00fc\u00dfe","text":"Hi {{contact.first}}","shortcut":"h","sharing":"team","key":"sn1""#
        )
        request("ana", #""type":"snippet.set","snippet":"bye","text":"Bye","key":"sn2""#)
        request("ana", #""type":"snippet.remove","snippet":"bye","key":"sn3""#)
        request("ana", #""type":"view.remove","view":"brief","key":"v5""#)
        request("ana", #""type":"follow","ticket":\#(ticket),"key":"v6""#)
        request("root", #""type":"note","ticket":\#(ticket),"text":"@returns, look","key":"v7""#)
        request("ana", #""type":"ticket.team","ticket":\#(ticket),"team":"returns","key":"v8""#)
        request("ana", #""type":"snooze","ticket":\#(ticket),"until":"reply","key":"v10""#)
        request("ana", #""type":"snooze","ticket":\#(ticket),"until":"2027-01-01T09:00:00Z","key":"v11""#)
        request("ana", #""type":"notify.set","topics":{"mention":false,"assigned":false},"key":"v9""#)
        request("ana", #""type":"viewing","ticket":\#(ticket)"#)
        desk.pass(milliseconds: 11_000, deadlines: false)
    }

    private func strangers() {
        request("ana", #""type":"block","contact":1,"reason":"sells","key":"p6""#)
        request("ana", #""type":"block","identifier":{"kind":"opaque","value":"x"},"key":"p7""#)
        publish("web", "o5", "t1", "Buy.")
        for target in [#""contact":1,"key":"p8""#, #""identifier":{"kind":"opaque","value":"x"},"key":"p9""#] {
            request("ana", #""type":"unblock",\#(target)"#)
        }
        request("ana", #""type":"ticket.spam","ticket":1,"key":"p10""#)
        request("ana", #""type":"ticket.spam","ticket":1,"spam":false,"key":"p11""#)
        request("ana", #""type":"ticket.trash","ticket":1,"key":"p12""#)
        request(
            "root",
            #""type":"account.guard","account":"shop","perSender":{"count":9,"seconds":60},"perAccount":{"count":99,"seconds":60},"allow":["a"],"deny":["@b.example"]"#
        )
    }
}
