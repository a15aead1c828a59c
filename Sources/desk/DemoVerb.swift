internal import DeskKit

/// `desk demo`: a help desk to play with.
enum DemoVerb {
    static let all: [Verb] = [
        Verb(
            name: "demo", summary: "a private help desk to play with, with a page and customers",
            details: [
                "Starts a broker, a page for visitors and some customers who are made up, in a directory of its own, and attaches you.",
                "Kill what you like of it: it comes back, and nothing is lost. When you quit, all of it is gone.",
            ],
            group: .tools, doors: .command, need: .nothing,
            flags: DemoOptions.help.map { VerbFlag($0.name, $0.value, $0.text) }, run: run)
    ]

    private static func run(_ call: Call) {
        do throws(UsageError) {
            call.end(Demo.run(try DemoOptions(call.arguments.value, keepsDirectory: call.arguments.has("--keep"))))
        } catch {
            call.fail(usage: error.description)
        }
    }
}
