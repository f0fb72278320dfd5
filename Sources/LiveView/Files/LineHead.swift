// LineHead.swift: what whoever wrote a file has put in front of each message: time, level, peer; best effort.
import CollectorCore

/// The head of a line in a file, as ranges of its bytes.
///
/// Known are the formats of this collector (`INFO:10.0.2.17:text`), what a save of the view puts in front of lines
/// (`2026-08-29 14:03:21.003 +02:00 10.0.2.17 [tls 1.3 TLS_AES_256_GCM_SHA384] text`), other orders of time, level and address
/// with the usual signs between them, and the headers of syslog, whose host stands for the peer.
struct LineHead: Equatable {
    var stamp: LineStamp?
    /// Who sent the message, with all that tells one sender from another.
    var sender: Range<Int>?
    /// The parts of it.
    var address: Range<Int>?
    var collector: Range<Int>?
    var tls: Range<Int>?
    /// Where the message begins, as it was received.
    var text = 0

    init(_ line: Bytes) {
        guard let first = line.count > 0 ? line[0] : nil else { return }
        switch first {
        case UInt8(ascii: "<"): readHeader(line)
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            var end = 0
            stamp = LineStamp(line, end: &end)
            guard stamp != nil else { return }
            if !readFields(line, from: end, isSave: Self.endsSave(line, end)), line[10] == UInt8(ascii: "T") {
                readHeader(line)
            }
        // What a save writes where nobody knows the time.
        case UInt8(ascii: "-") where line.count > 2 && line[1] == 0x20: _ = readFields(line, from: 1, isSave: true)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): if !readFields(line, from: 0, isSave: false) { readHeader(line) }
        default: return
        }
    }

    /// The header of a syslog message.
    private mutating func readHeader(_ line: Bytes) {
        let header = MessageHeader(line)
        if let time = header.time {
            var end = 0
            stamp = LineStamp(line.extracting(time), end: &end)
        }
        // "2026-08-29T12:03:21Z ERROR text" has a level where others have the host.
        guard let host = header.host, Self.level(line, host.lowerBound) != host.upperBound else { return }
        sender = host
        address = host
    }
}

// MARK: - Fields in front of the message

extension LineHead {
    /// Reads a level and an address in any order, behind a time or at the start.
    ///
    /// - Parameter isSave: whether a save of a view has written it: then any name may be the peer.
    /// - Returns: whether there is an address, and a time or a level too; otherwise nothing was changed.
    private mutating func readFields(_ line: Bytes, from start: Int, isSave: Bool) -> Bool {
        var position = start
        var hasLevel = false
        var found: (address: Range<Int>, whole: Range<Int>, collector: Range<Int>?, tls: Range<Int>?)?
        for _ in 0..<3 {
            let field = Self.skipSeparator(line, position)
            // At the start there is nothing to separate.
            guard field > position || position == 0 else { break }
            if !hasLevel, let end = Self.level(line, field) {
                (hasLevel, position) = (true, end)
            } else if found == nil, let end = Self.address(line, field) ?? (isSave ? Self.name(line, field) : nil) {
                (position, found) = (end, (field..<end, field..<end, nil, nil))
                if end < line.count, line[end] == UInt8(ascii: "@") {
                    position = Self.wordEnd(line, end)
                    found?.collector = end + 1..<position
                }
                if let tls = Self.tls(line, position) {
                    found?.tls = tls
                    position = tls.upperBound + 1
                }
                found?.whole = field..<position
            } else {
                break
            }
            if isSave { break }
        }
        guard let found, hasLevel || stamp != nil || isSave else { return false }
        (sender, address, collector, tls) = (found.whole, found.address, found.collector, found.tls)
        // Behind what a save has written, one blank and then the message, whatever it begins with.
        text = isSave && position < line.count ? position + 1 : Self.skipSeparator(line, position)
        return true
    }

    /// What stands between two fields: one sign with blanks around it, or blanks.
    private static func skipSeparator(_ line: Bytes, _ start: Int) -> Int {
        var end = start
        while end < line.count, line[end] == 0x20 || line[end] == 0x09 { end += 1 }
        guard end < line.count else { return end }
        switch line[end] {
        case UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: ","): end += 1
        // A sign of its own; otherwise it may begin a message.
        case UInt8(ascii: "-") where end > start && end + 1 < line.count && line[end + 1] == 0x20: end += 1
        default: return end
        }
        while end < line.count, line[end] == 0x20 { end += 1 }
        return end
    }

    private static let levels = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"].map { Array($0.utf8) }

    private static func level(_ line: Bytes, _ start: Int) -> Int? {
        guard start < line.count, line[start] >= UInt8(ascii: "C"), line[start] <= UInt8(ascii: "W") else { return nil }
        for level in levels where level[0] == line[start] {
            let end = start + level.count
            guard end < line.count, line.extracting(start..<end).isEqual(to: level), endsField(line, end) else {
                continue
            }
            return end
        }
        return nil
    }

    private static func endsField(_ line: Bytes, _ end: Int) -> Bool {
        guard end < line.count else { return true }
        switch line[end] {
        case 0x20, 0x09, UInt8(ascii: ":"), UInt8(ascii: "|"), UInt8(ascii: ","), UInt8(ascii: "@"): return true
        default: return false
        }
    }

    /// Whether a time as a save writes it ends there: "2026-08-29 14:03:21.003 +02:00".
    private static func endsSave(_ line: Bytes, _ end: Int) -> Bool {
        end == 30 && line[10] == 0x20 && line[23] == 0x20
    }

    /// A name that is no address: the host of a message, or a file.
    private static func name(_ line: Bytes, _ start: Int) -> Int? {
        var end = start
        while end < line.count, line[end] > 0x20, line[end] != UInt8(ascii: "@") { end += 1 }
        guard end > start, end < line.count, isLetterOrDigit(line[start]) else { return nil }
        return end
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func wordEnd(_ line: Bytes, _ start: Int) -> Int {
        var end = start
        while end < line.count, line[end] > 0x20 { end += 1 }
        return end
    }

    /// " [tls 1.3 TLS_AES_256_GCM_SHA384]", which a save has behind the address: the part in the brackets, without "tls".
    private static func tls(_ line: Bytes, _ start: Int) -> Range<Int>? {
        let mark = Array(" [tls ".utf8)
        guard start + mark.count < line.count, line.extracting(start..<start + mark.count).isEqual(to: mark) else {
            return nil
        }
        let first = start + mark.count
        var end = first
        while end < line.count, end - first < 100, line[end] != UInt8(ascii: "]") { end += 1 }
        return end < line.count && line[end] == UInt8(ascii: "]") ? first..<end : nil
    }
}

// MARK: - Addresses

extension LineHead {
    /// Where an address ends that begins there: the longest one behind which a field may end.
    private static func address(_ line: Bytes, _ start: Int) -> Int? {
        if let end = version4(line, start) { return end }
        // An address of version 6 has colons in it, and one may separate it from what follows.
        var end = start
        while end < line.count, end - start < 45,
            isHexadecimal(line[end]) || line[end] == UInt8(ascii: ":") || line[end] == UInt8(ascii: ".")
        {
            end += 1
        }
        // Behind a colon, a colon is what separates fields.
        let isBehindColon = start > 0 && line[start - 1] == UInt8(ascii: ":")
        while end - start >= 2 {
            let zone = end < line.count && line[end] == UInt8(ascii: "%") ? zoneEnd(line, end) : end
            if endsField(line, zone), !isBehindColon || zone == line.count || line[zone] == UInt8(ascii: ":"),
                line.extracting(start..<end).offset(of: UInt8(ascii: ":"), from: 0) < end - start,
                IPAddress(line.extracting(start..<end).lossyText) != nil
            {
                return zone
            }
            end -= 1
        }
        return nil
    }

    private static func zoneEnd(_ line: Bytes, _ start: Int) -> Int {
        var end = start + 1
        while end < line.count, end - start < 20, line[end] > 0x20, line[end] != UInt8(ascii: ":"),
            line[end] != UInt8(ascii: "@")
        {
            end += 1
        }
        return end
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// "10.0.2.17".
    private static func version4(_ line: Bytes, _ start: Int) -> Int? {
        var position = start
        for part in 0..<4 {
            var number = 0
            let first = position
            while position < line.count, position - first < 4, 0x30...0x39 ~= line[position] {
                number = number * 10 + Int(line[position] - 0x30)
                position += 1
            }
            guard position > first, position - first < 4, number < 256 else { return nil }
            guard part < 3 else { break }
            guard position < line.count, line[position] == UInt8(ascii: ".") else { return nil }
            position += 1
        }
        return endsField(line, position) ? position : nil
    }
}
