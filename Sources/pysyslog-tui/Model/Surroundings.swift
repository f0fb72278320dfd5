// Surroundings.swift: what actions ask about the stream and the table, answered from the model.
import CollectorCore

/// The stream and the table as they were last drawn.
struct Surroundings: StreamPlace {
    var stream = FilteredStream()
    /// What is searched for, together with the filter.
    var searchIndex: FilterIndex?
    var page: [UInt64] = []
    var pageRows = 1
    var peers: [String] = []
    var peerRows = 1
    var peerColumns: [PeerColumn] = []
    var textColumns = 80
    var now: Instant
    var wallTime: WallTime

    var end: UInt64 { stream.window.end }
    var oldest: UInt64 { stream.window.oldest }

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
        page.reduce(0) { longest, sequence in
            let position = stream.window.position(atOrAfter: sequence)
            guard position < stream.window.count else { return longest }
            return max(longest, stream.window.withLine(at: position) { _, line in line.count })
        }
    }
}
