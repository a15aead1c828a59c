import DeskSystem
import DeskTesting
import Testing

struct ManualTests {
    /// Pages made from a program's tables, and which program it is.
    static let made = [("desk.1", "desk"), ("deskd.8", "deskd"), ("desk.conf.5", "deskd")]
    static let written = ["desk-protocol.7", "desk-adapter.7"]
    static let adapters = ["desk-echo", "desk-webchat"]
    static var all: [String] { made.map(\.0) + written + adapters.map { $0 + ".1" } }

    // From a review: an adapter's options were in its help and in a README, and nowhere else.
    @Test("the adapters' pages are what they say of themselves", arguments: adapters)
    func adapter(_ name: String) throws {
        let words = ["-c", "\"$0\" __manual | \"$1\" __manual adapter", try Programs.path(name), try Programs.path("desk")]
        let made = try Shell("/bin/sh", words)
        let committed = try Shell.committed("contrib/man/\(name).1")
        #expect(made.code == 0 && made.output == committed, "run contrib/make-documents")
        for line in try Shell(name, ["--help"]).lines where line.hasPrefix("  --") {
            let option = line.split(separator: " ")[0].dropFirst(2)
            #expect(made.output.contains(".It Fl \\-" + option.replacing("-", with: "\\-")), "\(option)")
        }
    }

    @Test("the pages that are committed are those that the programs make", arguments: made)
    func generated(_ page: (name: String, program: String)) throws {
        let made = try Shell(page.program, ["__manual", page.name])
        #expect(made.code == 0)
        let committed = try Shell.committed("contrib/man/" + page.name)
        let lines = committed.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let difference = zip(made.lines, lines).first { $0 != $1 }?.0 ?? (made.lines.count == lines.count ? nil : "its end")
        #expect(difference == nil, "\(page.name) is not what \(page.program) says now; run contrib/make-documents")
    }

    @Test("every page has the sections that a reader looks for", arguments: all)
    func sections(_ page: String) throws {
        let titles = try Shell.committed("contrib/man/" + page).split(separator: "\n").filter { $0.hasPrefix(".Sh ") }.map {
            $0.dropFirst(4)
        }
        for title in ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
            #expect(titles.contains(title[...]), "\(page) has no \(title)")
        }
    }

    @Test("mandoc and groff have nothing to say against a page", arguments: all)
    func lint(_ page: String) throws {
        let path = Shell.root + "/contrib/man/" + page
        let mandoc = try Shell("/usr/bin/mandoc", ["-Tlint", path])
        // It looks for other pages among those of the system; ours are looked for below.
        let complaints = mandoc.lines.filter { !$0.isEmpty && !$0.contains("referenced manual not found") }
        #expect(complaints.isEmpty)
        let groff = try Shell("/usr/bin/groff", ["-mdoc", "-ww", "-z", "-Tutf8", path])
        #expect(groff.code == 0 && groff.errors.isEmpty, "\(groff.errors)")
    }

    @Test("a page refers to pages that there are", arguments: all)
    func references(_ page: String) throws {
        let lines = try Shell.committed("contrib/man/" + page).split(separator: "\n").filter { $0.hasPrefix(".Xr ") }
        #expect(!lines.isEmpty)
        for words in lines.map({ $0.split(separator: " ") }) where words[1].hasPrefix("desk") {
            #expect(Self.all.contains("\(words[1]).\(words[2])"), "\(page) refers to \(words[1])(\(words[2]))")
        }
    }
}
