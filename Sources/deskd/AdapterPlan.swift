/// An adapter that the broker shall keep running, as the configuration describes it: everything that starting it takes.
struct AdapterPlan: Equatable {
    /// Its section's name, by which people call it: the channel's key, or that and the instance.
    var name: String
    /// The key of the only channel that it may be.
    var channel: String
    var instance = "main"
    /// The absolute path of the program.
    var executable: String
    var arguments: [String] = []
    /// How long it may take to finish once it is asked to end.
    var drainMilliseconds = 10_000
    /// Silent for so long it is asked for a sign of life, and silent for as long again it is taken to hang.
    var silenceMilliseconds = 20_000
}
