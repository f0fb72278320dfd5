// ReserveIndex.swift: the results of a filter for the lines of quiet peers, which are kept outside the ring.
import CollectorCore

/// The results of one matcher for the reserve of a window, in its order.
struct ReserveIndex {
    private enum Answer { case unknown, no, yes }

    private var version: Int?
    private var sequences: [UInt64] = []
    private var answers: [Answer] = []
    /// The pass has tested the lines before this index.
    private var seen = 0
    private(set) var tested = 0
    private(set) var matches = 0

    var isComplete: Bool { seen == answers.count }

    /// Adopts the current lines of the reserve. The results for lines that stay are kept.
    mutating func follow(_ window: FeedWindow) {
        guard version != window.reserveVersion else { return }
        version = window.reserveVersion
        var old = 0
        var (newSequences, newAnswers): ([UInt64], [Answer]) = ([], [])
        (tested, matches) = (0, 0)
        for position in 0..<window.reservedCount {
            let sequence = window.sequence(at: position)
            while old < sequences.count, sequences[old] < sequence { old += 1 }
            let answer = old < sequences.count && sequences[old] == sequence ? answers[old] : .unknown
            newSequences.append(sequence)
            newAnswers.append(answer)
            count(answer)
        }
        (sequences, answers, seen) = (newSequences, newAnswers, 0)
    }

    private mutating func count(_ answer: Answer) {
        if answer != .unknown { tested += 1 }
        if answer == .yes { matches += 1 }
    }

    /// Whether the line at `position` is let through. The window must be the one passed to `follow` last.
    mutating func matches(at position: Int, in window: FeedWindow, _ matcher: FilterMatcher) -> Bool {
        if answers[position] == .unknown {
            answers[position] = window.withLine(at: position) { matcher.matches($0, $1) } ? .yes : .no
            count(answers[position])
        }
        return answers[position] == .yes
    }

    /// The same, if it has been tested.
    func answer(at position: Int) -> Bool? {
        switch answers[position] {
        case .unknown: nil
        case .no: false
        case .yes: true
        }
    }

    /// Tests lines until `isOver`.
    mutating func advance(over window: FeedWindow, _ matcher: FilterMatcher, until isOver: () -> Bool) {
        while seen < answers.count {
            _ = matches(at: seen, in: window, matcher)
            seen += 1
            if seen % 64 == 0, isOver() { return }
        }
    }

    /// How many lines of a range have been tested, and how many of them match.
    func tally(in range: Range<UInt64>) -> (tested: Int, matches: Int) {
        var tally = (tested: 0, matches: 0)
        for (sequence, answer) in zip(sequences, answers) where range.contains(sequence) {
            if answer != .unknown { tally.tested += 1 }
            if answer == .yes { tally.matches += 1 }
        }
        return tally
    }
}
