// LineObject.swift: a line and what it says of itself, as one JSON object.
import CollectorCore

/// A JSON object without line ends: time, peer, collector, listener, severity, facility, host, app, message, tls. What is
/// not known is left out. Bytes that are no UTF-8 are written as lone surrogates, `\udcXX`, as Python's `surrogateescape`
/// has them.
package struct LineObject {
    private let entry: FeedEntry
    private let header: MessageHeader
    private var bytes: [UInt8] = [UInt8(ascii: "{")]

    package init(_ entry: FeedEntry, _ line: Bytes) {
        self.entry = entry
        header = MessageHeader(line)
        member("time", entry.received == .unknown ? nil : entry.received.rfc3339)
        member("peer", entry.source.address)
        member("collector", entry.source.collector)
        member("listener", entry.source.listener)
        member("severity", header.severity?.name)
        member("facility", header.priority.map { Facility.names[Int($0 >> 3)] })
        member("host", header.host, of: line)
        member("app", header.app, of: line)
        member("message", header.content..<line.count, of: line)
        if entry.isTruncated { member("length", "\(entry.length)") }
        member("tls", entry.source.tls?.summary)
        bytes.append(UInt8(ascii: "}"))
    }

    package func append(to output: inout [UInt8]) { output += bytes }

    private mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        member(name, text.utf8.span)
    }

    private mutating func member(_ name: String, _ range: Range<Int>?, of line: Bytes) {
        guard let range else { return }
        member(name, line.extracting(range))
    }

    private mutating func member(_ name: String, _ value: Bytes) {
        if bytes.count > 1 { bytes += ", ".utf8 }
        bytes += "\"\(name)\": ".utf8
        bytes += JSONText.quoted(value)
    }
}

extension WallTime {
    /// "2026-08-29T12:03:21.123456Z".
    fileprivate var rfc3339: String {
        let text = CivilTime(secondsSinceEpoch: seconds, isUTC: true).text(format: "%Y-%m-%dT%H:%M:%S.")
        let micros = "\((nanoseconds - seconds * 1_000_000_000) / 1_000)"
        return String(decoding: text, as: UTF8.self) + String(repeating: "0", count: 6 - micros.count) + micros + "Z"
    }
}
