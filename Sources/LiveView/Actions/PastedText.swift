// PastedText.swift: pasted text as it arrives: reduced to one line of printable characters.
import CollectorCore

/// What comes between the marks of a paste, or what came until it stopped.
package struct PastedText {
    private var line = ""
    /// The last that came: it may be the end's mark in pieces, as a slow network delivers it.
    private var tail: [UInt32] = []
    private var last: Instant

    private static let end = "\u{1B}[201~".unicodeScalars.map(\.value)
    /// Seconds without input after which a paste counts as finished: its end mark may be lost.
    private static let patience = 5.0

    package init(at now: Instant) {
        last = now
    }

    package var text: String {
        var whole = self
        for code in tail { whole.append(code) }
        return whole.line
    }

    /// - Parameter code: of a Unicode scalar; a control is a blank, what cannot be seen is left out.
    /// - Returns: whether the paste ends with it.
    package mutating func add(_ code: UInt32, at now: Instant) -> Bool {
        last = now
        tail.append(code)
        guard tail != Self.end else {
            tail = []
            return true
        }
        if tail.count == Self.end.count { append(tail.removeFirst()) }
        return false
    }

    private mutating func append(_ code: UInt32) {
        guard line.unicodeScalars.count <= Prompt.limit, let scalar = Unicode.Scalar(code) else { return }
        if scalar.properties.generalCategory == .control {
            line.append(" ")
        } else if scalar.kind != .hidden {
            line.unicodeScalars.append(scalar)
        }
    }

    /// The text if nothing came for long.
    package func text(unlessBusyAt now: Instant) -> String? {
        now >= last.advanced(bySeconds: Self.patience) ? text : nil
    }
}
