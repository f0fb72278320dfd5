// TimeText.swift: the time of a batch as text; the part that changes once a second is formatted once a second.
import Synchronization

/// How a formatter writes `asctime`.
struct TimeFormat: Sendable, Equatable {
    /// How the milliseconds are written.
    enum Milliseconds: Sendable, Equatable {
        case none
        /// A comma and three digits after the time.
        case usual
        /// A format with two fields: the text of the time and the milliseconds.
        case parts([FormatPart])
    }

    /// Unique per format of the process.
    let identifier = TimeFormat.count.add(1, ordering: .relaxed).newValue
    /// For `strftime(3)`.
    let format: String
    let milliseconds: Milliseconds
    /// An upper bound for the text, in bytes.
    let longestText: LongestText

    /// - Parameter datefmt: `nil` or empty means `defaultTime`.
    init(_ datefmt: String?, _ defaultTime: DefaultTime) throws(FormatError) {
        if datefmt?.utf8.contains(0) == true { throw FormatError("datefmt contains a NUL character") }
        if defaultTime.format.utf8.contains(0) { throw FormatError("default_time_format contains a NUL character") }
        let milliseconds = try Milliseconds(defaultTime.milliseconds)
        if let datefmt, !datefmt.isEmpty {
            format = datefmt
            self.milliseconds = .none
        } else {
            format = defaultTime.format
            self.milliseconds = milliseconds
        }
        longestText = Self.longestText(format, self.milliseconds)
    }

    /// Python's own.
    init() {
        format = DefaultTime().format
        milliseconds = .usual
        longestText = Self.longestText(format, .usual)
    }

    private static let count = Atomic<Int>(0)
}

// MARK: - The longest text

extension TimeFormat {
    private static func longestText(_ format: String, _ milliseconds: Milliseconds) -> LongestText {
        // `2026-05-06 12:34:56,007`, or a few more before 1970.
        if milliseconds == .usual, format == DefaultTime().format { return .plain(25) }
        let time = longestText(of: Array(format.utf8))
        switch milliseconds {
        case .none: return time
        case .usual: return .any(time.count + 6)
        case .parts(let parts):
            let sum = parts.reduce(0) { sum, part in
                switch part {
                case .literal(let bytes): sum + bytes.count
                case .field(.asctime, let format): sum + format.worstBytes(textOf: time)
                case .field(_, let format): sum + format.worstBytes(textOf: .plain(40))
                }
            }
            return .any(sum)
        }
    }

    /// An upper bound for the output of `strftime(3)` in the C locale, with the years of a `WallTime`.
    ///
    /// A directive is `%`, flags, a width, `E` or `O`, and a letter. The set of directives depends on the version of
    /// glibc, so every `%` counts as the beginning of one.
    private static func longestText(of format: [UInt8]) -> LongestText {
        var total = format.count
        var isPlain = format.allSatisfy { 0x20..<0x7F ~= $0 && !"\"'\\".utf8.contains($0) }
        for start in format.indices where format[start] == UInt8(ascii: "%") {
            let modifiers = format[(start + 1)...].prefix { "0123456789_-^#+EO".utf8.contains($0) }
            var width = 0
            for digit in modifiers where 0x30...0x39 ~= digit { width = min(width * 10 + Int(digit - 0x30), 1 << 20) }
            total += width
            guard modifiers.endIndex < format.endIndex else { continue }
            let letter = format[modifiers.endIndex]
            total += longestText(ofDirective: letter)
            // An LF and a TAB.
            if letter == UInt8(ascii: "n") || letter == UInt8(ascii: "t") { isPlain = false }
        }
        // `CivilTime` limits every text to this.
        let count = min(total, max(1024, 2 * 256 * format.count))
        return isPlain ? .plain(count) : .any(count)
    }

    /// The name of a time zone is set by the administrator; any other text has at most the 24 bytes of `%c`.
    private static func longestText(ofDirective letter: UInt8) -> Int {
        switch letter {
        case UInt8(ascii: "Z"): 256
        case _ where "YmdHMSIjyCeklpPabhuwUVWGgnt%".utf8.contains(letter): 4
        default: 32
        }
    }
}

extension TimeFormat.Milliseconds {
    /// - Parameter format: as `DefaultTime.milliseconds`.
    fileprivate init(_ format: String?) throws(FormatError) {
        guard let format, !format.isEmpty else {
            self = .none
            return
        }
        self = format == DefaultTime().milliseconds ? .usual : .parts(try Formatter.millisecondParts(format))
    }
}

/// The time of a record as in Python: a double of seconds, from which everything else is computed.
///
/// Source: CPython 3.11 `Lib/logging/__init__.py`, `LogRecord.__init__`; `Modules/timemodule.c`, `time_time`.
struct RecordTime {
    let created: Double

    init(_ time: WallTime) {
        let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        created = rest == 0 ? Double(seconds) : Double(time.nanoseconds) / 1e9
    }

    /// Whole seconds, rounded down. Converting to a double may have rounded up to the next second.
    var seconds: Int64 { Int64(created.rounded(.down)) }

    /// Whole milliseconds since the epoch, rounded down.
    var milliseconds: Int64 { Int64((created * 1000).rounded(.down)) }

    /// Milliseconds within the second, truncated.
    var msecs: Double { ((created - created.rounded(.towardZero)) * 1000).rounded(.towardZero) }

    /// `datetime.fromtimestamp(created, timezone.utc).isoformat()`.
    ///
    /// Source: CPython `Lib/_pydatetime.py`, `_fromtimestamp`: microseconds, half to even.
    var isoformat: String {
        let whole = created.rounded(.towardZero)
        let micros = Int64(whole) * 1_000_000 + Int64(((created - whole) * 1e6).rounded(.toNearestOrEven))
        let (days, time) = micros.flooredDivision(by: 86_400_000_000)
        let (seconds, fraction) = time.flooredDivision(by: 1_000_000)
        let civil = CivilDate(daysSinceEpoch: Int(days))
        let date = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
        let clock = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(date)T\(clock)\(fraction == 0 ? "" : "." + padded(fraction, 6))+00:00"
    }
}

/// The current texts of `asctime` of all formats that one event loop uses.
struct TimeText: ~Copyable {
    private struct Entry {
        var identifier: Int
        var seconds: Int64
        var text: [UInt8]
    }

    private var entries: [Entry] = []
    private var oldest = 0
    private static let limit = 16

    /// How many texts were formatted so far; for tests.
    private(set) var renderings = 0

    /// Appends the local time in the form `format`.
    mutating func append(_ time: RecordTime, _ format: TimeFormat, to output: inout ByteBuffer) {
        let index = entry(for: format)
        if entries[index].seconds != time.seconds {
            entries[index].text = CivilTime(secondsSinceEpoch: time.seconds).text(format: format.format)
            entries[index].seconds = time.seconds
            renderings += 1
        }
        let text = entries[index].text
        switch format.milliseconds {
        case .none: output.append(text.span)
        case .usual:
            output.append(text.span)
            Self.append(milliseconds: Int(time.msecs), to: &output)
        case .parts(let parts): Self.append(parts, text, time.msecs, to: &output)
        }
    }

    /// In the form `",%03d"`.
    private static func append(milliseconds: Int, to output: inout ByteBuffer) {
        output.append(UInt8(ascii: ","))
        if (0...999).contains(milliseconds) {
            output.append(UInt8(0x30 + milliseconds / 100))
            output.append(UInt8(0x30 + milliseconds / 10 % 10))
            output.append(UInt8(0x30 + milliseconds % 10))
        } else {
            output.append("-" + padded(milliseconds.magnitude, 2))
        }
    }

    private static func append(
        _ parts: [FormatPart], _ time: [UInt8], _ milliseconds: Double, to output: inout ByteBuffer
    ) {
        var converted = ByteBuffer()
        for part in parts {
            switch part {
            case .literal(let bytes): output.append(bytes.span)
            case .field(.asctime, let format): format.append(.text(time), converted: &converted, to: &output)
            case .field(_, let format): format.append(.float(milliseconds), converted: &converted, to: &output)
            }
        }
    }

    private mutating func entry(for format: TimeFormat) -> Int {
        for index in entries.indices where entries[index].identifier == format.identifier { return index }
        let entry = Entry(identifier: format.identifier, seconds: .min, text: [])
        if entries.count < TimeText.limit {
            entries.append(entry)
            return entries.count - 1
        }
        oldest = (oldest + 1) % TimeText.limit
        entries[oldest] = entry
        return oldest
    }
}

private func padded(_ number: some BinaryInteger, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
