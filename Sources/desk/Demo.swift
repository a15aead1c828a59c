internal import DeskKit
internal import DeskSystem

/// A help desk to play with: a broker, a page for visitors, customers who are made up, and the client, in a private directory.
enum Demo {
    /// Plays until the client ends or somebody ends us, and says with which exit code. Nothing is left behind.
    static func run(_ options: DemoOptions) -> Int32 {
        do {
            SignalReader.ignoreBrokenPipes()
            // Before anything is there that a signal could leave behind.
            let signals = try SignalReader(DemoStage.signals)
            let place = try DemoPlace()
            defer { options.keepsDirectory ? keep(place) : place.remove() }
            let stage = try DemoStage(options, place, signals)
            defer { stage.end() }
            return try stage.play()
        } catch let interruption as DemoInterruption {
            return interruption.code
        } catch {
            return report(DemoFailure(error))
        }
    }

    private static func keep(_ place: DemoPlace) {
        place.keep()
        say("The demo's directory stays: \(place.directory)\n")
    }

    private static func report(_ failure: DemoFailure) -> Int32 {
        say("desk demo: \(failure.message)\n")
        return failure.code.rawValue
    }

    /// To the standard error, so that a script's output is the client's alone.
    static func say(_ text: String) { try? StandardStream.error.write(text) }
}
