import DeskTesting
import DeskWire

/// A day on which replies leave in every way there is.
extension GoldenDay {
    func playSending() {
        for name in ["root", "ana"] { attach(name, name == "root" ? "admin" : "rep") }
        attachAdapter("web", threads: "adapter_thread", identifiers: "opaque")
        account("web", "shop", #"{"kind":"opaque","value":"shop"}"#)
        takenBack()
        desk.markIdle()
    }

    /// One reply is taken back in time, another one goes out.
    private func takenBack() {
        request("root", #""type":"account.edit","account":"shop","undoSeconds":5"#)
        publish("web", "u1", "t1", "Is it open?")
        let first = request("ana", #""type":"send","ticket":1,"text":"No.","force":true,"key":"u1""#)?["message"]?.integer ?? 0
        request("ana", #""type":"undo","message":\#(first),"key":"u2""#)
        request("ana", #""type":"send","ticket":1,"text":"Yes.","force":true,"key":"u3""#)
        desk.pass(milliseconds: 6_000, deadlines: false)
    }
}
