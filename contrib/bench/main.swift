// What a publish costs against how much the desk holds. See README.md.
import DeskSystem
import Glibc

var contactsMax = 1_000_000
var data = "/dev/shm"
var accountCounts = [1, 100, 10_000]
var searched: Int?
var rest = CommandLine.arguments.dropFirst()
while let argument = rest.popFirst() {
    switch (argument, rest.popFirst()) {
    case ("--contacts", let value?): contactsMax = Int(value) ?? contactsMax
    case ("--accounts", let value?): accountCounts = value.split(separator: ",").compactMap { Int($0) }
    case ("--search", let value?): searched = Int(value)
    case ("--data", let value?): data = value
    default:
        try? StandardStream.error.write("Usage: bench [--contacts N] [--accounts N,N,…] [--search MESSAGES] [--data DIRECTORY]\n")
        exit(64)
    }
}

do {
    if let searched {
        // Nothing is put away behind an exit.
        let isQuick = try { () throws -> Bool in
            let directory = try Directory.createPrivate(prefix: data + "/desk-bench-")
            defer { Path.removeTree(directory) }
            return try SearchBench(data: directory).run(messages: searched)
        }()
        exit(isQuick ? 0 : 1)
    }
    var table = CostTable()
    for accounts in accountCounts {
        let directory = try Directory.createPrivate(prefix: data + "/desk-bench-")
        defer { Path.removeTree(directory) }
        let run = try PublishRun(accounts: accounts, data: directory + "/data")
        for contacts in [1_000, 10_000, 100_000, 1_000_000] where contacts <= contactsMax {
            let cost = try run.measure(at: contacts)
            table.add(cost)
            try StandardStream.output.write(cost.line + "\n")
        }
    }
    try StandardStream.output.write("\n" + table.text)
    exit(table.isFlat ? 0 : 1)
} catch {
    try? StandardStream.error.write("bench: \(error)\n")
    exit(70)
}
