import DeskSystem

/// What came so fast that nobody can have typed it, until it is known how much it is.
struct Flood {
    /// Lines at once that are a paste.
    static let linesMin = 3
    static let bytesMax = LineEditor.bytesMax
    var keys: [Key] = []
    var lines: [String] = []
    var byteCount = 0
    var isEmpty: Bool { keys.isEmpty && lines.isEmpty }
}

// A terminal that does not mark what is pasted sends it as if it were typed.
extension Console {
    /// A line's end that comes alone was typed by somebody; one among other keys waits for what follows it.
    func receive(_ keys: [Key]) {
        guard onFlood != nil, !flood.isEmpty || keys.count > 1 && keys.contains(.enter) else { return act(on: keys) }
        flood.keys += keys
        flood.byteCount += keys.count
        waitForMore()
    }

    func receive(typed line: String) {
        guard onFlood != nil, mode.isInteractive else { return enter(line) }
        flood.lines.append(line)
        flood.byteCount += line.utf8.count + 1
        waitForMore()
    }

    private func waitForMore() {
        floodToken.map { loop.cancel($0) }
        guard flood.byteCount < Flood.bytesMax else { return endFlood() }
        floodToken = loop.after(milliseconds: limits.floodMilliseconds) { [weak self] in self?.endFlood() }
    }

    /// Nothing more has come: it was what somebody types, or it was a paste.
    func endFlood() {
        floodToken.map { loop.cancel($0) }
        floodToken = nil
        guard !flood.isEmpty else { return }
        let flood = flood
        self.flood = Flood()
        if flood.keys.count(where: { $0 == .enter }) + flood.lines.count >= Flood.linesMin, let onFlood {
            let text = editor.text + Self.text(of: flood.keys) + flood.lines.joined(separator: "\n")
            editor.setText("")
            row.isStale = true
            isHandingOn = true
            onFlood(text)
            isHandingOn = false
            goOn()
            if mode == .full { finishRow() }
            return
        }
        for line in flood.lines { enter(line) }
        if !flood.keys.isEmpty { act(on: flood.keys) }
    }

    private static func text(of keys: [Key]) -> String {
        var text = ""
        for key in keys {
            switch key {
            case .character(let character): text.append(character)
            case .pasted(let pasted): text += pasted
            case .enter: text += "\n"
            case .tab: text += "\t"
            default: break
            }
        }
        return text
    }
}
