internal import DeskConsole
internal import DeskCore
internal import DeskJournal
internal import DeskKit

/// Copies of everything, made while the desk works, and the way back.
enum BackupVerbs {
    static let all: [Verb] = [
        Verb(
            name: "backup", usage: "DIR", summary: "copy everything into a new directory, while the broker works",
            details: [
                "DIR must be new or empty. While it is made it is called DIR.unfinished, so that what was interrupted is never taken "
                    + "for a backup. It holds everything that was answered before it began, is read back before it gets its name, and "
                    + "is a journal of its own: `desk journal check DIR` looks at it. The broker's data directory must be readable from here.",
                "How far it is goes to standard error: a bar on a terminal, a line each ten seconds elsewhere, JSON with --json.",
            ],
            group: .upkeep, doors: .command, need: .broker(.admin),
            flags: [VerbFlag("--data", "DATA", "no broker runs: copy the journal in this data directory")], shape: .words(1...1),
            run: backUp),
        Verb(
            name: "restore", usage: "BACKUP DATA", summary: "make a data directory of a backup",
            details: [
                "The backup is checked first. DATA must be new or empty, and no broker's. The restored journal has an epoch of its "
                    + "own: whoever was told of something that the backup does not have notices when they attach. Replies that were on "
                    + "their way when the backup was made are asked about, and never sent again blindly; those that waited then are sent."
            ],
            group: .upkeep, doors: .command, need: .nothing, shape: .words(2...2), run: restore),
    ]

    private static func backUp(_ call: Call) {
        if let data = call.arguments.value("--data") { return backUpOffline(data, call) }
        // Looked at before the broker notes that a backup begins.
        guard isFree(call) else { return }
        call.ask("backup") { body in
            guard let data = body["data"]?.string, let head = body["head"]?.integer, let epoch = body["epoch"]?.string else {
                return call.fail("the broker does not say where its journal is", ExitCode.protocolVersion.rawValue)
            }
            attempt(call) { () throws(PlaceTrouble) in
                let hint = "a backup is made where the broker runs, as its user or as root"
                let source = try PlaceTrouble.readable(data, hint)
                try backUp(source, data, durable: UInt64(clamping: head), epoch: Hexadecimal.bytes(epoch), call)
            }
        }
    }

    private static func isFree(_ call: Call) -> Bool {
        var isFree = false
        attempt(call) { () throws(PlaceTrouble) in
            try BackupPlace.requireFree(BackupPlace.trimmed(call.arguments.words[0]))
            isFree = true
        }
        return isFree
    }

    private static func backUpOffline(_ data: String, _ call: Call) {
        attempt(call) { () throws(PlaceTrouble) in
            let source = try PlaceTrouble.readable(data, "name the directory that deskd has as --data, as its user or as root")
            guard try PlaceTrouble.storage({ () throws(StorageError) in try source.lock() }) else {
                throw PlaceTrouble("a broker holds \(data); leave --data away, so that it is asked what is durable", .tryAgain)
            }
            try backUp(source, data, durable: nil, epoch: nil, call)
        }
    }

    private static func attempt(_ call: Call, _ body: () throws(PlaceTrouble) -> Void) {
        do throws(PlaceTrouble) { try body() } catch { call.fail("\(call.verb.name): \(error.message)", error.code.rawValue) }
    }

    private static func backUp(
        _ source: DiskStorage, _ data: String, durable: UInt64?, epoch: [UInt8]?, _ call: Call
    ) throws(PlaceTrouble) {
        let place = try BackupPlace(call.arguments.words[0])
        let run = CopyRun("backup", call, abandon: place.abandon)
        var backup = JournalBackup(from: source, to: place.storage, durable: durable, epoch: epoch, heed: run.progress.heed)
        let copied = run.result { () throws(BackupError) in
            let result = try backup.run()
            _ = try FileCopies.copy(from: data, to: place.unfinished, run.progress)
            return result
        }
        guard let result = copied else { return }
        try place.finish()
        run.report(result, place.directory)
        call.done()
    }

    private static func restore(_ call: Call) {
        attempt(call) { () throws(PlaceTrouble) in
            let backup = BackupPlace.trimmed(call.arguments.words[0])
            guard !backup.hasSuffix(BackupPlace.suffix) else {
                throw PlaceTrouble("\(backup) is what is left of a backup that was interrupted; name a whole one", .corruptData)
            }
            let hint = "name a directory that `desk backup` has made"
            let found = try PlaceTrouble.kernel(hint) { () throws(SystemError) in try Path.resolved(backup) }
            let source = try PlaceTrouble.readable(found, hint)
            guard try PlaceTrouble.storage({ () throws(StorageError) in try source.lock() }) else {
                throw PlaceTrouble("a broker serves \(backup), so it is no backup; name another directory", .tryAgain)
            }
            try restore(source, found, into: try RestorePlace(call.arguments.words[1]), call)
        }
    }

    private static func restore(_ source: DiskStorage, _ backup: String, into place: RestorePlace, _ call: Call) throws(PlaceTrouble) {
        let run = CopyRun("restore", call, abandon: place.abandon)
        var restore = JournalRestore(from: source, to: place.storage, randomness: SystemRandom.integer, heed: run.progress.heed)
        let restored = run.result { () throws(BackupError) in
            let result = try restore.run()
            _ = try FileCopies.copy(from: backup, to: place.stage, run.progress)
            return result
        }
        guard let result = restored else { return }
        try place.finish()
        run.report(result, place.directory)
        call.remark([
            "Next: start deskd with this directory as --data. Adapters and clients notice the new epoch.",
            "Replies that were on their way when the backup was made are asked about, and not simply sent again.",
            "Those that waited then will be sent, even if they were sent since: before adapters attach, see inbox is:unsent.",
        ])
        call.done()
    }
}
