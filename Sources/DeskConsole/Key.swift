/// What a keyboard says, told apart from how a terminal spells it.
public enum Key: Equatable, Sendable {
    /// Something printable. A cluster may come in several pieces; the editor joins them.
    case character(Character)
    /// Everything between the marks of a bracketed paste, line ends as LF, other controls but tabs removed.
    case pasted(String)
    /// A paste beyond ``KeyDecoder/pasteBytesMax``: nothing of it is kept.
    case pasteTooLong
    case enter, tab, backspace, delete, escape
    case left, right, up, down, home, end
    /// A letter with Ctrl, lower case: `control("a")`.
    case control(Character)
    /// A key with Alt.
    case alt(Character)
    case altEnter, altBackspace, wordLeft, wordRight
    /// The window got the keyboard, or lost it.
    case focusGained, focusLost
    /// A key or report that means nothing here.
    case unknown
}
