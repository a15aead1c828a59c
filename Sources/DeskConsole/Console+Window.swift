import DeskSystem

// What concerns the window around the text: its title, whether it has the keyboard, how far something has come.
extension Console {
    private enum Sequence {
        static let focusOn = "\u{1B}[?1004h"
        static let focusOff = "\u{1B}[?1004l"
        static let keepTitle = "\u{1B}[22;2t"
        static let bringTitleBack = "\u{1B}[23;2t"
        static let end = "\u{1B}\\"
        static func title(_ text: String) -> String { "\u{1B}]2;\(text)" + end }
        static func progress(_ state: Int, _ percent: Int) -> String { "\u{1B}]9;4;\(state);\(percent)" + end }
    }

    static let titleColumnsMax = 60

    var windowGreeting: String {
        (wantsFocus ? Sequence.focusOn : "") + (title.map { Sequence.keepTitle + Sequence.title(Self.fit($0)) } ?? "")
    }

    var windowFarewell: String {
        (wantsFocus ? Sequence.focusOff : "") + (title == nil ? "" : Sequence.bringTitleBack) + (hasProgress ? Sequence.progress(0, 0) : "")
    }

    private static func fit(_ title: String) -> String { DisplayWidth.clip(SafeText.line(title), to: titleColumnsMax) }

    private var hasWindow: Bool { mode == .full && isRunning && !isPaused }

    func focusWishChanged() {
        if !wantsFocus { isFocused = nil }
        if hasWindow { write(wantsFocus ? Sequence.focusOn : Sequence.focusOff) }
        rearm()
    }

    func titleChanged(from before: String?) {
        if hasWindow {
            let kept = before == nil ? Sequence.keepTitle : ""
            write(title.map { kept + Sequence.title(Self.fit($0)) } ?? Sequence.bringTitleBack)
        }
        if (before == nil) != (title == nil) { rearm() }
    }

    /// What is put right at the end of the process is what has been changed by now.
    private func rearm() {
        if hasWindow, let settings { TerminalRescue.arm(input, settings: settings, farewell: Array(farewell.utf8)) }
    }

    /// True where the key was the window's word and nobody's key.
    func heedFocus(_ key: Key) -> Bool {
        guard key == .focusGained || key == .focusLost else { return false }
        isFocused = key == .focusGained
        return true
    }

    /// How far something long has come, for terminals that show it at the window: nil when it is over.
    public func showProgress(percent: Int?, hasFailed: Bool = false) {
        guard hasWindow, percent != nil || hasProgress else { return }
        hasProgress = percent != nil
        write(percent.map { Sequence.progress(hasFailed ? 2 : 1, min(100, max(0, $0))) } ?? Sequence.progress(0, 0))
    }

    /// Calls somebody who looks elsewhere.
    public func notify(_ notice: TerminalNotice, by way: NoticeWay) {
        guard isRunning, !isPaused, mode.isInteractive else { return }
        write(mode == .full ? way.bytes(notice) : way == .none ? "" : NoticeWay.bell.bytes(notice))
    }
}
