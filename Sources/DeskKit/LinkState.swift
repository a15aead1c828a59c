/// How a link fares.
public enum LinkState: Sendable {
    case connecting
    case attached(Welcome)
    /// Down; the next attempt follows by itself.
    case waiting(milliseconds: Int, LinkTrouble)
    /// Down for good.
    case ended(LinkTrouble)
}
