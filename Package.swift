// swift-tools-version: 6.2
// The house in arrow order: a target may import what is listed for it and nothing else (TidyTests checks).
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A part of the house, in `Sources`.
func part(_ name: String, _ arrows: [String] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: arrows.map { .init(stringLiteral: $0) }, exclude: exclude, swiftSettings: house)
}

/// A program; `path` where it lives outside `Sources`.
func program(_ name: String, _ arrows: [String], path: String? = nil, exclude: [String] = []) -> Target {
    .executableTarget(
        name: name, dependencies: arrows.map { .init(stringLiteral: $0) }, path: path, exclude: exclude, swiftSettings: house)
}

/// Tests, each folder named after what it tests.
func tests(_ name: String, _ arrows: [String]) -> Target {
    .testTarget(name: name, dependencies: arrows.map { .init(stringLiteral: $0) }, swiftSettings: house)
}

/// A fuzz target. It links only with `--sanitize=fuzzer`, which brings the `main` (contrib/fuzz/README.md).
func fuzzer(_ name: String, _ arrows: [String], path: String) -> Target {
    .executableTarget(
        name: name, dependencies: arrows.map { .init(stringLiteral: $0) }, path: path,
        swiftSettings: house + [.unsafeFlags(["-parse-as-library"])])
}

let fuzzers: [Target] =
    Context.environment["DESK_FUZZ"] == nil
    ? []
    : [
        fuzzer("fuzz-json", ["DeskWire"], path: "contrib/fuzz/json"),
        fuzzer("fuzz-frame", ["DeskWire"], path: "contrib/fuzz/frame"),
        fuzzer("fuzz-journal", ["DeskJournal", "DeskSystem", "DeskTesting"], path: "contrib/fuzz/journal"),
    ]

/// The kill loop for as long as one likes, declared only when it is wanted.
let soak: [Target] =
    Context.environment["DESK_SOAK"] == nil
    ? []
    : [
        .executableTarget(
            name: "soak", dependencies: ["DeskTesting", "DeskSystem"], path: "contrib/soak", exclude: ["README.md"], swiftSettings: house)
    ]

/// What a publish costs against size, declared only when it is wanted.
let bench: [Target] =
    Context.environment["DESK_BENCH"] == nil
    ? []
    : [
        .executableTarget(
            name: "bench", dependencies: ["DeskBroker", "DeskCore", "DeskJournal", "DeskSystem", "DeskTesting", "DeskWire"],
            path: "contrib/bench", exclude: ["README.md"], swiftSettings: house)
    ]

/// The laws of the desk for as long as one likes, declared only when it is wanted.
let laws: [Target] =
    Context.environment["DESK_LAWS"] == nil
    ? []
    : [
        .executableTarget(
            name: "laws", dependencies: ["DeskTesting", "DeskSystem"], path: "contrib/laws", exclude: ["README.md"], swiftSettings: house)
    ]

let package = Package(
    name: "deskbus",
    products: [
        .executable(name: "deskd", targets: ["deskd"]),
        .executable(name: "desk", targets: ["desk"]),
        .executable(name: "desk-echo", targets: ["desk-echo"]),
        .executable(name: "desk-webchat", targets: ["desk-webchat"]),
        .library(name: "DeskKit", targets: ["DeskKit"]),
    ],
    targets: [
        // One-line C wrappers for the system calls that the Glibc module leaves out.
        .target(name: "CLinux"),
        // Decides what a help desk does with a command: pure values, no I/O, no clock, no randomness.
        part("DeskCore"),
        // Bytes ↔ strict JSON ↔ frames ↔ core values; the contract `Protocol.md` lives here.
        part("DeskWire", ["DeskCore"]),
        // The only door to the kernel: descriptors, sockets, epoll, signals, lock, clock, spawn.
        part("DeskSystem", ["CLinux"]),
        // Ordered, checksummed, durable list of opaque entries; `Format.md` lives here.
        part("DeskJournal", ["DeskSystem"], exclude: ["Format.md"]),
        // The bus without its sockets: sessions, turns, staging, fan-out, outbox.
        part("DeskBroker", ["DeskCore", "DeskWire", "DeskJournal"]),
        // All an adapter author imports: connect, resume, publish, receive, report.
        part("DeskKit", ["DeskCore", "DeskWire", "DeskSystem"]),
        // The terminal: line editor, safe text, width, rendering.
        part("DeskConsole", ["DeskSystem"]),
        // Tables of verbs, flags and settings → manual pages, and what a usage line lets one type next.
        part("DeskManual"),
        // The daemon: settings, loop, exit codes.
        program("deskd", ["DeskBroker", "DeskJournal", "DeskManual", "DeskSystem", "DeskWire", "DeskCore"]),
        // The one client: rep verbs, admin verbs, `demo`, `journal`.
        program("desk", ["DeskKit", "DeskConsole", "DeskJournal", "DeskManual", "DeskSystem", "DeskCore", "DeskWire"]),

        // The reference adapter, to copy.
        program("desk-echo", ["DeskKit"], path: "adapters/echo", exclude: ["README.md"]),
        // HTTP/1.1 for adapters: one way to frame a body, everything limited and under deadlines.
        .target(name: "HTTPServer", dependencies: ["DeskSystem"], path: "adapters/HTTPServer", swiftSettings: house),
        // A page and a widget for visitors.
        program("desk-webchat", ["DeskKit", "HTTPServer"], path: "adapters/webchat", exclude: ["README.md", "Pictures"]),

        // What tests of several parts share: the simulated disk, processes, transcripts.
        .target(
            name: "DeskTesting", dependencies: ["DeskBroker", "DeskCore", "DeskJournal", "DeskSystem", "DeskWire"],
            path: "Tests/DeskTesting", swiftSettings: house),
        tests("ReadmeTests", ["DeskTesting", "DeskSystem"]),
        tests("TidyTests", []),
        // Manual pages, completions and help say the same, and what reads them finds nothing wrong.
        tests("DocumentTests", ["DeskManual", "DeskSystem", "DeskTesting"]),
        tests("DeskWireTests", ["DeskWire", "DeskCore"]),
        tests("DeskJournalTests", ["DeskJournal", "DeskSystem", "DeskTesting"]),
        // A console with nothing behind it, to run under a terminal that tests play.
        program("ConsoleProbe", ["DeskConsole", "DeskSystem"], path: "Tests/ConsoleProbe"),
        tests("DeskConsoleTests", ["DeskConsole", "DeskSystem", "ConsoleProbe"]),
        tests("DeskKitTests", ["DeskKit", "DeskWire", "DeskSystem", "DeskTesting", "desk-echo"]),
        tests("DeskTests", ["DeskConsole", "DeskCore", "DeskJournal", "DeskSystem", "DeskTesting", "DeskWire"]),
        // What the daemon says to people and to whoever started it, without its sockets.
        tests("LogTests", ["deskd", "DeskBroker", "DeskTesting", "DeskWire"]),
        tests("ConfigurationTests", ["deskd", "DeskBroker", "DeskCore", "DeskSystem", "DeskTesting", "DeskWire"]),
        tests("DaemonTests", ["DeskJournal", "DeskSystem", "DeskTesting", "DeskWire"]),
        // An adapter that tries what it is told to, to see what it is kept from.
        program("ConfinedProbe", ["DeskKit"], path: "Tests/ConfinedProbe"),
        tests("SupervisionTests", ["DeskSystem", "DeskTesting", "DeskWire", "ConfinedProbe"]),
        // With systemd's own programs, and a service manager that the test plays.
        tests("SystemdTests", ["desk", "DeskSystem", "DeskTesting", "DeskWire"]),
        tests("TranscriptTests", ["DeskTesting"]),
        // What was asked for and what proves it: the table of roles, the table of the article, users' complaints.
        tests("ArticleTests", ["DeskBroker", "DeskCore", "DeskJournal", "DeskSystem", "DeskTesting", "DeskWire"]),
        tests("DemoTests", ["DeskSystem", "DeskTesting", "DeskWire"]),
        tests("DeskBrokerTests", ["DeskBroker", "DeskCore", "DeskJournal", "DeskSystem", "DeskTesting", "DeskWire"]),
        tests("HTTPServerTests", ["HTTPServer", "DeskSystem", "DeskTesting"]),
        tests("WebChatTests", ["desk-webchat", "DeskKit"]),
        // Chromium, where it is installed, against the real programs.
        tests("BrowserTests", ["DeskSystem", "DeskTesting"]),
    ] + fuzzers + soak + bench + laws
)
