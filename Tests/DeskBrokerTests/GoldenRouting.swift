import DeskBroker
import DeskTesting
import DeskWire

/// People and routing on the golden day.
extension GoldenDay {
    func routing() {
        admin(#""type":"team.set","team":"emea","label":"Europe \u0026 co.""#)
        admin(#""type":"team.set","team":"apac""#)
        admin(#""type":"team.remove","team":"apac""#)
        admin(#""type":"skill.set","skill":"spanish","category":"language","label":"Español""#)
        admin(#""type":"skill.set","skill":"catalan","category":"language","rank":"secondary""#)
        admin(#""type":"skill.set","skill":"juggling""#)
        admin(#""type":"skill.remove","skill":"juggling""#)
        admin(#""type":"rep.set","rep":"root","seat":true"#)
        admin(#""type":"rep.set","rep":"bo","seat":true"#)
        admin(#""type":"rep.remove","rep":"bo""#)
        admin(#""type":"rep.set","rep":"ana","label":"Ana","seat":true,"mainTeam":"emea","capacity":9,"skills":["spanish"]"#)
        admin(
            #""type":"rep.set","rep":"kim","seat":true,"teams":["emea"],"outOfOffice":[{"from":"2030-12-24T00:00:00Z","to":"2030-12-27T00:00:00Z"}]"#
        )
        admin(#""type":"availability","rep":"kim","available":false,"until":"2026-12-24T00:00:00Z""#)
        decisions()
        // As the daemon does once the file is there.
        desk.turn { broker in for notice in broker.noticesToWrite { broker.noticeWritten(notice) } }
        admin(#""type":"routing.set","account":"shop","assign":false,"mode":null,"fallback":null,"rules":null,"returnAfterMinutes":null"#)
        admin(#""type":"availability","rep":"kim","available":true"#)
    }

    private func decisions() {
        let rules =
            #"[{"when":"is:open hola","skills":["spanish","catalan"],"dropSecondary":true,"mode":"users_and_teams"},{"when":"spam","mode":"nobody"}]"#
        admin(
            #""type":"routing.set","account":"shop","assign":true,"mode":"contact_owner","teams":["emea"],"fallback":{"reps":["kim"],"teams":[]},"#
                + #""selection":"random","seed":7,"sticky":"only_if_available","returnAfterMinutes":30,"rules":\#(rules)"#)
        publish("web", "g1", "t20", "hola")
        publish("web", "g2", "t21", "spam")
        let ticket = publish("web", "g3", "t22", "Nobody is there.")?["ticket"]?.integer ?? 0
        let contact = request("root", #""type":"ticket","ticket":\#(ticket)"#)?["ticket"]?["contact"]?["id"]?.integer ?? 0
        admin(#""type":"contact.set","contact":\#(contact),"owner":"root","name":"Called \u0022C\u0022""#)
        admin(#""type":"availability","available":false"#)
        admin(#""type":"set","ticket":\#(ticket),"status":"closed","key":"g4""#)
        desk.pass(milliseconds: 80 * 3_600_000, deadlines: false)
        publish("web", "g5", "t22", "The owner is away.")
        admin(#""type":"routing.set","account":"shop","selection":"round_robin","mode":"users_and_teams""#)
        publish("web", "g6", "t23", "In turn.")
        desk.pass(milliseconds: 1_900_000, deadlines: false)
    }

    private func admin(_ fields: String) { request("root", fields) }
}
