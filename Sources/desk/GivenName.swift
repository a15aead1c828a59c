internal import DeskConsole
internal import DeskKit

/// The name on the desk of somebody whose login's own is not to be had: where the configuration has one `[rep NAME]` for them,
/// nobody need type it.
enum GivenName {
    /// Lets the link take it, unless a name was asked for.
    /// - Parameter say: hears, once, under which name it goes on.
    static func follow(_ link: BrokerLink, _ flags: Flags, say: @escaping (String) -> Void = { _ in }) {
        guard flags.name == nil else { return }
        var wasTaken = false
        link.otherName = { [unowned link] refusal in
            guard !wasTaken, let name = only(refusal) else { return nil }
            wasTaken = true
            say("you are \(name) on this desk, and not \(SafeText.line(link.hello.name))")
            return name
        }
    }

    private static func only(_ refusal: DeskKit.Refusal) -> String? {
        guard refusal.code.utf8.elementsEqual("not_permitted".utf8), let names = refusal.data?["names"]?.elements, names.count == 1,
            let name = names[0].string, Login.isSlug(name)
        else { return nil }
        return name
    }
}
