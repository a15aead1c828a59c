internal import DeskCore
internal import DeskJournal
internal import DeskKit

/// What lies on the disk, and whether there is room for more.
enum DataChecks {
    /// Less than this is soon nothing: a segment of the journal is made ahead.
    private static let bytesFreeMin = 64 << 20
    private static let bytesFreeWished = 1 << 30
    private static let descriptorsWished = 4_096
    /// A clock may be set a little while the broker runs.
    private static let clockSlackMilliseconds: Int64 = 5_000

    static func all(_ patient: Patient) -> [Finding] {
        guard let data = patient.data ?? (patient.isRunning ? nil : usual) else {
            let nowhere = ["data", "disk", "journal"].map {
                Finding.unseen($0, "only the broker's user and root see where it has its data", "sudo desk doctor")
            }
            return nowhere + [clock(patient, nil), descriptors(patient)]
        }
        let (journal, last) = journal(data, patient)
        return [directory(data, patient), disk(data), journal, clock(patient, last), descriptors(patient)]
    }

    /// Where `desk init` puts it, for the user or the machine.
    private static var usual: String {
        let home = Environment.value("XDG_DATA_HOME") ?? Environment.value("HOME").map { $0 + "/.local/share" }
        guard let own = home.map({ $0 + "/desk" }), PathFacts(at: own) != nil, PathFacts(at: "/var/lib/desk") == nil else {
            return "/var/lib/desk"
        }
        return own
    }

    /// To root nothing is hidden: what root does not see is not there.
    private static func missing(_ check: String, _ data: String) -> Finding {
        guard PeerCredentials.ownUser == 0 else {
            return .unseen(check, "\(data) is not there, or not for you to see", "sudo desk doctor --data DIR")
        }
        return .fail(check, "\(data) is not there", "mount what holds it, or begin anew with desk init")
    }

    private static func directory(_ data: String, _ patient: Patient) -> Finding {
        guard let facts = PathFacts(at: data) else { return missing("data", data) }
        guard facts.kind == .directory else { return .fail("data", "\(data) is no directory", "desk doctor --data DIR") }
        guard facts.permissions & 0o077 == 0 else {
            let mode = "mode 0" + String(facts.permissions, radix: 8)
            return .fail(
                "data", "others may look into \(data) (\(mode)), where everything is that people wrote", "chmod 700 \(data)"
            )
        }
        if let broker = patient.broker, broker.user != facts.owner, broker.user != 0 {
            let (owner, user) = (Names.user(facts.owner), Names.user(broker.user))
            return .fail("data", "\(data) is \(owner)'s, and the broker runs as \(user)", "chown -R \(user) \(data)")
        }
        return .ok("data", "\(data) is \(Names.user(facts.owner))'s alone")
    }

    private static func disk(_ data: String) -> Finding {
        guard let room = try? DiskRoom(at: data) else {
            return missing("disk", data)
        }
        let text = "\(ByteWords.short(Int64(room.bytesFree))) free of \(ByteWords.short(Int64(room.bytesTotal))) where the data is"
        if room.bytesFree < bytesFreeMin || room.filesFree.map({ $0 < 16 }) == true {
            return .fail(
                "disk", text + (room.filesFree.map { $0 < 16 ? ", and no more files can be made" : "" } ?? ""), "df -h \(data)")
        }
        return room.bytesFree < bytesFreeWished ? .warn("disk", text, "df -h \(data)") : .ok("disk", text)
    }

    /// How the journal ends, read without its lock; and when its last entry was written.
    private static func journal(_ data: String, _ patient: Patient) -> (Finding, last: Int64?) {
        let check = "desk journal check \(data)"
        guard PathFacts(at: data) != nil else { return (missing("journal", data), nil) }
        var last: [UInt8] = []
        let report: JournalReport
        do {
            report = try JournalReader.readTail(DiskStorage(directory: data)) { _, payload in last = payload.copy }
        } catch {
            return (.unseen("journal", "\(error)", "sudo " + check), nil)
        }
        let at = (try? JSONDocument(parsing: last).root)?["at"]?.utf8.flatMap(TimeWords.milliseconds)
        if let damage = report.damages.first { return (.fail("journal", "damaged: \(damage)", check), at) }
        if report.segments == 0 { return (.ok("journal", "there is none yet"), nil) }
        let torn = report.tornTail == nil || patient.isRunning ? "" : "; a batch that nobody was told of is cut at the next start"
        return (.ok("journal", "ends with entry \(report.head)\(torn)"), at)
    }

    /// Entries never go back in time: with a clock behind them, they all get the last one's time.
    private static func clock(_ patient: Patient, _ last: Int64?) -> Finding {
        let told = patient.interview?.welcome?.body["time"]?.utf8.flatMap(TimeWords.milliseconds)
        guard let latest = [last, told].compactMap({ $0 }).max() else {
            return .unseen("clock", "there is nothing to compare it with", "timedatectl status")
        }
        let now = WallClock.nowMilliseconds()
        guard latest > now + clockSlackMilliseconds else {
            return .ok("clock", "\(Timestamp(milliseconds: now).text) is not before the last entry")
        }
        return .fail(
            "clock", "it is \(Timestamp(milliseconds: now).text) here, and the last entry is of \(Timestamp(milliseconds: latest).text)",
            "timedatectl set-ntp true")
    }

    private static func descriptors(_ patient: Patient) -> Finding {
        guard let most = patient.broker?.descriptorsMax else {
            return .unseen(
                "descriptors", "the broker's process is not to be seen",
                Units.isRunning ? "systemctl show -p LimitNOFILE deskd" : "sudo desk doctor")
        }
        let text = most == .max ? "the broker may have as many as it wants" : "the broker may have \(most)"
        guard most < descriptorsWished else { return .ok("descriptors", text) }
        return .warn(
            "descriptors", "\(text), one for each who is attached",
            Units.systemctl("edit", patient.location?.path ?? "").map { "\($0), and there: [Service] LimitNOFILE=65536" }
                ?? "ulimit -n 65536 before \(Mend.start(patient))")
    }
}

extension Span where Element == UInt8 {
    fileprivate var copy: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in indices { bytes.append(self[index]) }
        return bytes
    }
}
