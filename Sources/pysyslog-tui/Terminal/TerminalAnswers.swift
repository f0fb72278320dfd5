// TerminalAnswers.swift: asks the terminal for its background, and takes the answer out of what is typed.
import CollectorCore

/// The question for the background, OSC 11, with one behind it that every terminal answers, DA1: the second answer tells that
/// the first has come or never will. Sources: xterm's control sequences; ECMA-48.
///
/// Answers arrive among the keys, as single characters, perhaps in pieces. Only the thread that owns the terminal uses it.
final class TerminalAnswers {
    static let question = "\u{1B}]11;?\u{07}\u{1B}[c"

    /// An input event as ncurses tells it.
    struct Event: Equatable {
        var kind: UInt32
        var value: UInt32
    }

    private enum Part: Equatable {
        case none, escape, bracket
        /// The text of an answer to OSC 11, until BEL or ST.
        case colour(String)
        /// ESC within it, which may begin ST.
        case colourEscape(String)
        /// Inside of an answer to DA1, until "c".
        case attributes
    }

    private(set) var background: Background?
    private var part = Part.none
    /// The events that `part` consists of, in case that they turn out to be keys.
    private var held: [Event] = []
    private var lastEvent = Instant(nanoseconds: 0)
    /// Until when an answer can come; `nil` if nothing was asked, or all has been answered.
    private var deadline: Instant?

    /// Seconds in which a terminal answers, if at all, and between two pieces of one answer.
    private static let answerTime = 5.0
    private static let pieceTime = 0.5
    private static let longest = 64
    private let character: UInt32

    /// - Parameter character: the kind of an event that is a character.
    init(character: UInt32) {
        self.character = character
    }

    func begin(at now: Instant) {
        deadline = now.advanced(bySeconds: Self.answerTime)
    }

    /// Whether an answer may still come.
    func isAwaited(at now: Instant) -> Bool { deadline.map { now < $0 } ?? false }

    /// - Returns: the events that are not part of an answer, in order.
    func take(_ event: Event, at now: Instant) -> [Event] {
        guard part != .none || isAwaited(at: now) else { return [event] }
        if now > lastEvent.advanced(bySeconds: Self.pieceTime), part == .escape || part == .bracket {
            return release() + take(event, at: now)
        }
        lastEvent = now
        held.append(event)
        guard event.kind == character, let next = next(event.value), held.count <= Self.longest else {
            return release()
        }
        part = next
        if part == .none { held = [] }
        return []
    }

    /// What is held turns out to be keys; what has begun as an answer is none even then.
    private func release() -> [Event] {
        defer { (part, held) = (.none, []) }
        switch part {
        case .none, .escape, .bracket: return held
        case .colour, .colourEscape, .attributes: return held.suffix(1).filter { $0.kind != character }
        }
    }

    /// What the characters so far are with one more; `nil` if they are no answer.
    private func next(_ value: UInt32) -> Part? {
        let letter = Unicode.Scalar(value).map(Character.init)
        switch (part, letter) {
        case (.none, "\u{1B}"): return .escape
        case (.escape, "]"): return .colour("")
        case (.escape, "["): return .bracket
        case (.bracket, "?"): return .attributes
        case (.attributes, "c"):
            deadline = nil
            return Part.none
        case (.attributes, .some(let letter)): return letter.isNumber || letter == ";" ? .attributes : nil
        case (.colour(let text), "\u{07}"), (.colour(let text), "\u{9C}"), (.colourEscape(let text), "\\"):
            if text.hasPrefix("11;") { background = Background(answer: String(text.dropFirst(3))) }
            return Part.none
        case (.colour(let text), "\u{1B}"): return .colourEscape(text)
        case (.colour(let text), .some(let letter)): return .colour(text + String(letter))
        default: return nil
        }
    }
}
