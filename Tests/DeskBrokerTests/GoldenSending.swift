import DeskTesting
import DeskWire

/// A day on which replies leave in every way there is.
extension GoldenDay {
    func playSending() {
        for name in ["root", "ana"] { attach(name, name == "root" ? "admin" : "rep") }
        attachAdapter("web", threads: "adapter_thread", identifiers: "opaque")
        account("web", "shop", #"{"kind":"opaque","value":"shop"}"#)
        takenBack()
        groups()
        begun()
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

    /// Three people in one conversation.
    private func groups() {
        attach(
            "sms", "adapter",
            more: #","manifest":{"key":"sms","name":"sms","capabilities":{"deliveryIdentifierTypes":["phone"],"#
                + #""threadingModel":"by_address","allowMultipleRecipients":true,"allowConversationStart":true}}"#)
        account("sms", "hotline", #"{"kind":"phone","value":"+15550100"}"#)
        request(
            "sms",
            #""type":"publish","account":"hotline","key":"g1","from":{"kind":"phone","value":"+15550199"},"text":"We three.","#
                + #""to":[{"kind":"phone","value":"+15550100"},{"kind":"phone","value":"+15550198"}],"at":"2026-11-22T14:48:00Z""#)
    }

    /// A conversation that a rep begins, which its service calls by another name; a ticket that goes on elsewhere.
    private func begun() {
        attach(
            "app", "adapter",
            more: #","manifest":{"key":"app","name":"app","capabilities":{"deliveryIdentifierTypes":["phone"],"#
                + #""threadingModel":"adapter_thread","allowConversationStart":true}}"#)
        account("app", "bot", #"{"kind":"phone","value":"+15550101"}"#)
        let phone = #"{"kind":"phone","value":"+15550177"}"#
        request("ana", #""type":"conversation.start","account":"bot","identifier":\#(phone),"text":"Hello!","key":"b1""#)
        request(
            "app",
            #""type":"publish","account":"bot","key":"b2","thread":"chat-9","from":\#(phone),"text":"Hi.","at":"2026-11-22T14:49:00Z""#)
        request("ana", #""type":"send","ticket":3,"text":"By text.","force":true,"via":{"account":"hotline"},"key":"b3""#)
    }
}
