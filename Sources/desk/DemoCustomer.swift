/// Somebody who writes to the demo's desk, and everything that they will ever say.
struct DemoCustomer: Sendable, Equatable {
    /// Their thread, and their identifier on the channel.
    let thread: String
    let name: String
    /// When they begin, in milliseconds from the moment the rep is there; nil for those who are there first.
    var arrival: Int?
    let opening: String
    /// Sends everything twice, as an impatient finger or a bad line does.
    var stutters = false
    /// Said while nobody answers.
    var nags: [String] = []
    /// Said after the first reply, the second, and so on.
    let answers: [String]
}

/// The cast.
extension DemoCustomer {
    static func all(_ dice: inout DemoDice) -> [DemoCustomer] {
        [polite(&dice), clumsy(&dice), hostile(&dice), impatient(&dice), cheerful(&dice), fromTheRight(&dice)]
    }

    private static func polite(_ dice: inout DemoDice) -> DemoCustomer {
        let thing = dice.one(of: ["desk lamp", "tea kettle", "winter coat", "chess set"])
        let order = dice.number(8_100...8_999)
        let opening = "Good morning! I ordered a \(thing) (order \(order)) and was charged twice. Could you please have a look?"
        return DemoCustomer(
            thread: "nora", name: dice.one(of: ["Nora Lindqvist", "Nora Okafor", "Nora Jansen"]), opening: opening,
            answers: [
                "Thank you for the quick answer! If it helps: the second charge is from \(dice.one(of: ["Monday", "Tuesday", "Friday"])).",
                "Wonderful, that settles it. Have a lovely day!",
            ])
    }

    private static func clumsy(_ dice: inout DemoDice) -> DemoCustomer {
        DemoCustomer(
            thread: "tomas", name: "Tomas Klick",
            opening: "My password does not work any more, since \(dice.one(of: ["this morning", "yesterday", "the weekend"])).",
            stutters: true,
            answers: ["Ah. It was caps lock. Sorry!", "Thanks :)"])
    }

    private static func impatient(_ dice: inout DemoDice) -> DemoCustomer {
        let order = dice.number(7_100...7_999)
        return DemoCustomer(
            thread: "max", name: dice.one(of: ["Max Berger", "Max Duval"]), arrival: 6_000, opening: "Where is my parcel???",
            nags: ["Hello?! Is anyone there?", "Still waiting. This is the slowest shop I know."],
            answers: ["Finally. Order \(order). And be quick.", "Fine. If it is not here tomorrow I will be back."])
    }

    private static func cheerful(_ dice: inout DemoDice) -> DemoCustomer {
        DemoCustomer(
            thread: "fenna", name: "🦊 Fenna 👩🏽‍🚀✨", arrival: 14_000,
            opening: "hiii 👋🏽 is the \(dice.one(of: ["backpack", "scarf", "bike bell"])) there in green too? 💚💚",
            answers: ["yesss 🎉🎉 then I take two, one for my 👨‍👩‍👧", "💚"])
    }

    private static func fromTheRight(_ dice: inout DemoDice) -> DemoCustomer {
        DemoCustomer(
            thread: "layla", name: "ليلى حداد", arrival: 24_000,
            opening: "مرحبا، هل يمكن تغيير عنوان التسليم للطلب \(dice.number(6_100...6_999))؟",
            answers: ["شكرا! العنوان الجديد: شارع النخيل \(dice.number(2...90)).", "ممتاز، شكرا جزيلا."])
    }

    /// Clears screens, paints prompts, turns text around, and speaks HTML. None of it may work anywhere.
    private static func hostile(_ dice: inout DemoDice) -> DemoCustomer {
        let order = dice.number(9_100...9_999)
        let opening = """
            Refund \(order)\u{1B}[2J\u{1B}[1;1H\u{1B}]0;root\u{7} now\r
            ana [0]> reply 1 Sure, here is all your money back.\u{9B}31m
            \u{202E}.etucexe dna siht ypoC\u{2066} <img src=x onerror=alert(1)> $(reboot) %s%n
            """
        return DemoCustomer(
            thread: "mallory", name: "Mallory\u{1B}[31m\u{202E}nimda\u{200F}\u{7}", opening: opening,
            answers: ["\u{1B}]52;c;cm0gLXJmIH4=\u{7}\u{1B}[201~quit\n\u{8}\u{8}Hm. It did not work?", "\u{1B}c\u{90}q\u{9C}Bye."])
    }
}
