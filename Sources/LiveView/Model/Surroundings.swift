// Surroundings.swift: what actions ask about the stream and the table, answered from the model.
import CollectorCore

/// The stream and the table as they were last drawn.
struct Surroundings: StreamPlace {
    var stream = FilteredStream()
    /// What is searched for, together with the filter.
    var searchIndex: FilterIndex?
    var page: [UInt64] = []
    var fit = StreamFit()
    var peers: [String] = []
    var peerRows = 1
    var peerColumns: [PeerColumn] = []
    var box = BoxFacts()
    var now: Instant
    var wallTime: WallTime

    var end: UInt64 { stream.window.end }

    var pageRows: Int { fit.rows }
    var textColumns: Int { max(1, fit.places.text.count) }

    mutating func page(from sequence: UInt64) -> [UInt64] {
        let lines = stream.forward(from: sequence, count: pageRows)
        return fit.isEven ? lines : Array(lines.prefix(fit.count(fitting: lines.lazy.map(height))))
    }

    mutating func page(upTo sequence: UInt64) -> [UInt64] {
        let lines = stream.backward(before: sequence == .max ? .max : sequence + 1, count: pageRows)
        return fit.isEven ? lines : Array(lines.suffix(fit.count(fitting: lines.reversed().lazy.map(height))))
    }

    /// Rows that a line takes in the pane.
    func height(of sequence: UInt64) -> Int {
        line(sequence).map { fit.height(of: StreamLine($0)) } ?? 1
    }

    /// A copy of a line that is still held.
    func line(_ sequence: UInt64) -> FeedLine? {
        let position = stream.window.position(atOrAfter: sequence)
        guard position < stream.window.count, stream.window.sequence(at: position) == sequence else { return nil }
        return stream.window.line(at: position)
    }

    mutating func step(from sequence: UInt64, by lines: Int) -> UInt64? {
        stream.step(from: sequence, by: lines)
    }

    mutating func searched(from sequence: UInt64, backward: Bool) -> UInt64? {
        guard let matcher = searchIndex?.matcher else { return nil }
        return stream.find(matcher, from: sequence, backward: backward)
    }

    mutating func severe(from sequence: UInt64, backward: Bool) -> UInt64? {
        stream.find(Self.makeSevere(), from: sequence, backward: backward)
    }

    private static func makeSevere() -> FilterMatcher { FilterMatcher(severities: SeveritySet(bits: 0b1111)) }

    func peer(of sequence: UInt64) -> String? {
        let position = stream.window.position(atOrAfter: sequence)
        guard position < stream.window.count else { return nil }
        return stream.window.withLine(at: position) { entry, _ in entry.source.address }
    }

    func longestText() -> Int {
        page.compactMap(line).reduce(0) { max($0, fit.width(of: StreamLine($1))) }
    }
}
