// LineForm.swift: a line as it is written to standard output.
import CollectorCore
import LiveView

/// Lines for a pipe are the bytes that were received; for a terminal, what could control it is shown instead.
struct LineForm {
    private let output: LineOutput
    private let sanitiser: Sanitiser?

    init(_ output: LineOutput, isTerminal: Bool) {
        self.output = output
        sanitiser = isTerminal ? Sanitiser(unicode: Environment.beginLocale()) : nil
    }

    func append(_ entry: FeedEntry, _ line: Bytes, to piece: inout [UInt8]) {
        switch output {
        case .lines: append(line, to: &piece)
        case .facts:
            piece += entry.facts(offset: Environment.secondsEastOfUTC(at: entry.received), milliseconds: true).utf8
            append(line, to: &piece)
        case .json: LineObject(entry, line).append(to: &piece)
        }
        piece.append(UInt8(ascii: "\n"))
    }

    private func append(_ line: Bytes, to piece: inout [UInt8]) {
        if let sanitiser { piece += sanitiser.text(line).utf8 } else { piece += line.array }
    }
}
