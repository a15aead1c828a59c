/// Replies that can be taken back, in the order in which that ends.
struct UndoWindows: Sendable {
    struct Window: Comparable, Sendable {
        let until: Timestamp
        let message: MessageID
        let thread: ThreadID
        let account: AccountSlug

        static func < (left: Window, right: Window) -> Bool {
            left.until == right.until ? left.message < right.message : left.until < right.until
        }
    }

    /// A reply leaves within minutes, so there are few.
    private var windows: [Window] = []

    var count: Int { windows.count }
    var first: Window? { windows.first }
    var all: [MessageID] { windows.map(\.message) }
    func all(of account: AccountSlug) -> [MessageID] { windows.filter { $0.account == account }.map(\.message) }
    func ended(by now: Timestamp) -> [MessageID] { windows.prefix { $0.until <= now }.map(\.message) }
    /// When the last reply of the thread goes out; nil where none waits.
    func end(in thread: ThreadID) -> Timestamp? { windows.last { $0.thread == thread }?.until }

    mutating func insert(_ delivery: Delivery, until: Timestamp) {
        let window = Window(until: until, message: delivery.message, thread: delivery.thread, account: delivery.account)
        var index = windows.count
        while index > 0, window < windows[index - 1] { index -= 1 }
        windows.insert(window, at: index)
    }

    mutating func remove(_ delivery: Delivery) {
        if let index = windows.firstIndex(where: { $0.message == delivery.message }) { windows.remove(at: index) }
    }
}
