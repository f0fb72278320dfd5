// FileLineReader.swift: what a line in a file says: who sent it, when, and the message as it was received.
import CollectorCore

/// Reads lines of one file, one after the other. Each line is read by itself, so that it says the same whoever reads it.
struct FileLineReader {
    /// Where the message is.
    enum Message: Equatable {
        /// From this byte of the line on.
        case part(from: Int)
        /// It was put together anew, into `made`; so many bytes were received.
        case made(length: Int)
    }

    private let file: FileName
    private let senders: FileSenders
    private var cache = SenderCache()
    private var clock: StampClock
    private var stamp: LineStamp?
    /// The message of the last line, if it stands nowhere as it is.
    private(set) var made: [UInt8] = []

    /// - Parameter changed: when the file was changed last.
    init(_ file: FileName, _ senders: FileSenders, changed: WallTime) {
        self.file = file
        self.senders = senders
        clock = StampClock(changed: changed)
    }

    /// Reads a line.
    ///
    /// - Returns: its sender, which is the file where the line names none, and its message.
    mutating func read(_ line: Bytes) -> (source: FeedSource, message: Message) {
        stamp = nil
        if line.count > 0, line[0] == UInt8(ascii: "{"), let object = ObjectLine(line), let read = read(object, line) {
            return read
        }
        let head = LineHead(line)
        stamp = head.stamp
        guard let sender = head.sender, let address = head.address else { return (file.source, .part(from: head.text)) }
        let key = line.extracting(sender)
        let source = source(key) { name in
            FeedSource(
                address: FileName.shown(line.extracting(address)), port: 0,
                tls: head.tls.map { TLSFacts(summary: FileName.shown(line.extracting($0))) }, listener: name,
                collector: head.collector.map { FileName.shown(line.extracting($0)) })
        }
        return (source, .part(from: head.text))
    }

    /// When the line was received that was read last, as far as it says so.
    mutating func time() -> WallTime { stamp.map { clock.moment(of: $0) } ?? .unknown }

    /// - Parameter make: makes it; the name is that of the file.
    private mutating func source(_ key: Bytes, _ make: (String) -> FeedSource) -> FeedSource {
        let (senders, file) = (senders, file)
        let digest = key.digest ^ file.digest
        return cache.source(of: digest) {
            senders.source(of: key, digest: digest) { make(file.name) } ?? file.source
        }
    }
}

// MARK: - Objects

extension FileLineReader {
    /// - Returns: `nil` for an object that this collector has not written.
    private mutating func read(_ object: ObjectLine, _ line: Bytes) -> (source: FeedSource, message: Message)? {
        guard let message = object[.message] else { return nil }
        let name = object[.name].flatMap { IPAddress(line.extracting($0).lossyText) == nil ? nil : $0 }
        guard let address = object[.peer] ?? name else { return nil }
        if let time = object[.time] ?? object[.timestamp] ?? object[.asctime] {
            var end = 0
            stamp = LineStamp(line.extracting(time), end: &end)
        }
        let source = source(of: object, address, line)
        made.removeAll(keepingCapacity: true)
        if object[.peer] != nil { makeHeader(object, line) }
        ObjectLine.append(line.extracting(message), to: &made)
        let length = object[.length].flatMap { Int(line.extracting($0).lossyText) } ?? made.count
        return (source, .made(length: min(max(length, made.count), Self.longest)))
    }

    /// Bytes of the longest message.
    private static let longest = 1 << 28

    private mutating func source(of object: ObjectLine, _ address: Range<Int>, _ line: Bytes) -> FeedSource {
        var key: [UInt8] = []
        for part in [address, object[.collector], object[.listener], object[.tls]] {
            if let part { key += line.extracting(part).array }
            key.append(0)
        }
        func text(_ range: Range<Int>?) -> String? {
            guard let range else { return nil }
            var bytes: [UInt8] = []
            ObjectLine.append(line.extracting(range), to: &bytes)
            return FileName.shown(bytes.span)
        }
        return source(key.span) { name in
            FeedSource(
                address: text(address) ?? "", port: 0, tls: text(object[.tls]).map { TLSFacts(summary: $0) },
                listener: text(object[.listener]) ?? name, collector: text(object[.collector]))
        }
    }

    /// The header that the members were taken from, in the form of RFC 3164.
    private mutating func makeHeader(_ object: ObjectLine, _ line: Bytes) {
        func index(_ range: Range<Int>?, in names: [String]) -> Int? {
            range.flatMap { names.firstIndex(of: line.extracting($0).lossyText) }
        }
        if let severity = index(object[.severity], in: Severity.allCases.map(\.name)) {
            let facility = index(object[.facility], in: Facility.names) ?? 1
            made += "<\(facility * 8 + severity)>".utf8
        }
        guard object[.host] != nil || object[.app] != nil, stamp != nil else { return }
        made += LineStamp.header(of: time()).utf8
        for (part, end) in [(object[.host], " "), (object[.app], ": ")] {
            guard let part else { continue }
            ObjectLine.append(line.extracting(part), to: &made)
            made += end.utf8
        }
    }
}

// MARK: - Names

/// The name of a file, and the sender that stands for it.
struct FileName: Sendable {
    let name: String
    let digest: UInt64
    let source: FeedSource

    /// - Parameter path: of which the last part is shown.
    init(_ path: String) {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        // A blank would end it in a filter, and in what is saved.
        name = Self.shown(Array(last.replacing(" ", with: "_").utf8).span)
        digest = Array(path.utf8).span.digest
        source = FeedSource(address: name, port: 0, listener: name)
    }

    /// A name from a file as it can be shown.
    static func shown(_ bytes: Bytes) -> String { Sanitiser(unicode: false).text(bytes.extracting(first: 64)) }
}

extension TLSFacts {
    /// "1.3 TLS_AES_256_GCM_SHA384".
    fileprivate init(summary: String) {
        let words = summary.split(separator: " ", maxSplits: 1)
        self.init(
            version: "TLSv" + (words.first.map(String.init) ?? ""), cipher: words.count > 1 ? String(words[1]) : "",
            subject: "")
    }
}
