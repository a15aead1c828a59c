/// All verbs, in the order in which help lists them.
enum VerbTable {
    static let all: [Verb] = [
        TicketVerbs.all,
        SearchVerb.all,
        ViewVerbs.all,
        ConcernVerbs.all,
        [SnoozeVerb.verb],
        AnswerVerbs.all,
        AmendVerbs.all,
        PreviewVerb.all,
        SnippetVerbs.all,
        FileVerbs.all,
        WritingVerbs.all,
        ThreadVerb.all,
        ChannelVerbs.all,
        PeopleVerbs.all,
        ServiceVerbs.all,
        RoutingVerbs.all,
        ContactVerbs.all,
        StrangerVerbs.all,
        MergeVerbs.all,
        PipelineVerbs.all,
        PolicyVerb.all,
        AdapterVerbs.all,
        InitVerb.all,
        DoctorVerb.all,
        JournalVerbs.all,
        BackupVerbs.all,
        ExportVerb.all,
        WatchVerbs.all,
        TraceVerb.all,
        MetricsVerb.all,
        FrameVerbs.all,
        CompletionScripts.all,
        DemoVerb.all,
        SessionVerbs.all,
        DraftVerbs.all,
        SettingVerbs.all,
        NotifyVerb.all,
    ].flatMap(\.self)

    static func verb(named name: String) -> Verb? {
        all.first { $0.name == name || $0.aliases.contains(name) }
    }

    /// A verb as it was typed; `reply!` is reply, forced.
    static func find(_ word: String) -> (verb: Verb, isForced: Bool)? {
        if let verb = verb(named: word) { return (verb, false) }
        guard word.hasSuffix("!"), let verb = verb(named: String(word.dropLast())), verb.canBeForced else { return nil }
        return (verb, true)
    }

    static func names(for door: Doors) -> [String] {
        all.filter { !$0.doors.isDisjoint(with: door) }.map(\.name)
    }
}
