import DeskTesting
import DeskWire

/// A day of messages that are more than words: files, places, edits, deletions, reactions.
extension GoldenDay {
    private static let blob = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    private static let everything =
        #","attachments":[{"blob":"\#(blob)","name":"v.ogg","mime":"audio/ogg","bytes":4,"usage":"voice","durationMs":12000,"inline":true}],"#
        + #""rich":[{"style":"bold","from":0,"to":2},{"style":"link","from":0,"to":2,"url":"https://example.org/"}],"#
        + #""parts":[{"part":"location","latitude":40.4168,"longitude":-3.7,"name":"Sol","address":"Madrid"},"#
        + #"{"part":"contact_card","name":"Jo","identifiers":[{"kind":"email","value":"jo@example.org"}]},"#
        + #"{"part":"quick_replies","replies":[{"label":"Yes","value":"yes"}]},{"part":"unsupported","kind":"poll"}]"#

    func playContents() {
        attach("root", "admin")
        attach("ana", "rep")
        attach(
            "web", "adapter",
            more: #","manifest":{"key":"web","name":"web","capabilities":{"deliveryIdentifierTypes":["opaque"],"#
                + #""threadingModel":"adapter_thread","supportsEdit":true,"supportsReactions":true}}"#)
        request("web", #""type":"blob.put","upload":"v","offset":0,"data":"dGVzdA==","final":true,"bytes":4,"sha256":"\#(Self.blob)""#)
        account("web", "shop", #"{"kind":"opaque","value":"shop"}"#)
        let first = publish("web", "c1", "t1", "Look at this", more: Self.everything + #","externalId":"x1""#)?["message"]?.integer ?? 0
        let target = #","target":{"message":\#(first)}"#
        publish("web", "c2", "t1", "Look at that", more: #","kind":"edit","target":{"externalId":"x1"}"# + Self.everything)
        publish("web", "c3", "t1", "!", more: #","kind":"reaction","removed":true"# + target)
        let ticket = #""type":"send","ticket":1,"force":true"#
        let reply = request("ana", ticket + #","text":"Nice","key":"r1""# + Self.everything)?["message"]?.integer ?? 0
        request("ana", ticket + #","text":"Very nice","kind":"edit","target":{"message":\#(reply)},"key":"r2""#)
        request("ana", ticket + #","text":"+","kind":"reaction","removed":true,"key":"r3""# + target)
        request("ana", #""type":"note","ticket":1,"text":"A note","key":"r4""# + Self.everything)
        publish("web", "c5", "t1", "As you wrote", more: #","replyTo":{"externalId":"nowhere"},"quote":"Come by""#)
        request("root", #""type":"account.edit","account":"shop","whenOff":"hold""#)
        request("root", #""type":"account.set","account":"shop","active":false"#)
        publish("web", "c4", "t1", "Held", more: #","quote":"Come by","kind":"reaction","removed":true"# + target + Self.everything)
        request("root", #""type":"account.set","account":"shop","active":true"#)
        desk.markIdle()
    }
}
