// TimeText.swift: the time of a batch as text; what changes once a second is made once a second.
import Synchronization

/// How a formatter writes `asctime`.
struct TimeFormat: Sendable {
    /// What is written of the milliseconds.
    enum Milliseconds: Sendable {
        case none
        /// A comma and three digits behind the time.
        case usual
        /// The fields are the text of the time and the milliseconds.
        case parts([FormatPart])
    }

    /// Tells the formats of a process apart.
    let identifier = TimeFormat.count.add(1, ordering: .relaxed).newValue
    /// For `strftime(3)`.
    let format: String
    let milliseconds: Milliseconds

    /// - Parameter datefmt: `nil` or empty has the time written as `defaultTime` says.
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
    }

    /// Python's own.
    init() {
        format = DefaultTime().format
        milliseconds = .usual
    }

    private static let count = Atomic<Int>(0)

    /// More bytes than the text can have.
    var fixedBytes: Int {
        // Of other formats, what `strftime` may print at most.
        let time = format == DefaultTime().format ? 40 : 1024 + 4 * 256 * format.unicodeScalars.count
        switch milliseconds {
        case .none: return time
        case .usual: return time + 8
        case .parts(let parts):
            return parts.reduce(0) { sum, part in
                switch part {
                case .literal(let bytes): sum + bytes.count
                case .field(.asctime, let format): sum + format.worstBytes(textOf: time)
                case .field(_, let format): sum + format.worstBytes(textOf: 40)
                }
            }
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

/// The time of a record as Python has it: a double of seconds, from which all else is computed.
///
/// Source: CPython 3.11 `Lib/logging/__init__.py`, `LogRecord.__init__`; `Modules/timemodule.c`, `time_time`.
struct RecordTime {
    let created: Double

    init(_ time: WallTime) {
        let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        created = rest == 0 ? Double(seconds) : Double(time.nanoseconds) / 1e9
    }

    /// Whole seconds, rounded down. A double may round up what was still the second before.
    var seconds: Int64 { Int64(created.rounded(.down)) }

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

/// The texts of `asctime`, for as many formats as one event loop uses at a time.
struct TimeText: ~Copyable {
    private struct Entry {
        var identifier: Int
        var seconds: Int64
        var text: [UInt8]
    }

    private var entries: [Entry] = []
    private var oldest = 0
    private static let limit = 16

    /// How many texts were made so far; for tests.
    private(set) var renderings = 0

    /// Appends the local time as `format` has it.
    mutating func append(_ time: RecordTime, _ format: TimeFormat, to output: inout ByteBuffer) {
        let place = entry(for: format)
        if entries[place].seconds != time.seconds {
            entries[place].text = CivilTime(secondsSinceEpoch: time.seconds).text(format: format.format)
            entries[place].seconds = time.seconds
            renderings += 1
        }
        let text = entries[place].text
        switch format.milliseconds {
        case .none: output.append(text.span)
        case .usual:
            output.append(text.span)
            Self.append(milliseconds: Int(time.msecs), to: &output)
        case .parts(let parts): Self.append(parts, text, time.msecs, to: &output)
        }
    }

    /// As `",%03d"` has them.
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
        for place in entries.indices where entries[place].identifier == format.identifier { return place }
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
