// TimeText.swift: the time of a batch as text; what changes once a second is made once a second.
import Synchronization

/// How a formatter writes `asctime`.
struct TimeFormat: Sendable {
    /// Tells the formats of a process apart.
    let identifier: Int
    /// For `strftime(3)`; `nil` is Python's own: `2026-05-06 12:34:56,007`.
    let datefmt: String?

    init(_ datefmt: String?) throws(FormatError) {
        self.datefmt = datefmt.flatMap { $0.isEmpty ? nil : $0 }
        if datefmt?.utf8.contains(0) == true { throw FormatError("datefmt contains a NUL character") }
        identifier = TimeFormat.count.add(1, ordering: .relaxed).newValue
    }

    /// Python's own.
    init() {
        datefmt = nil
        identifier = TimeFormat.count.add(1, ordering: .relaxed).newValue
    }

    private static let count = Atomic<Int>(0)

    /// More bytes than the text can have; what `strftime` may print at most.
    var fixedBytes: Int { datefmt.map { 1024 + 4 * 256 * $0.unicodeScalars.count } ?? 40 }
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
            let civil = CivilTime(secondsSinceEpoch: time.seconds)
            entries[place].text = civil.text(format: format.datefmt ?? "%Y-%m-%d %H:%M:%S")
            entries[place].seconds = time.seconds
            renderings += 1
        }
        let text = entries[place].text
        output.append(text.span)
        guard format.datefmt == nil else { return }
        let msecs = Int(time.msecs)
        output.append(UInt8(ascii: ","))
        if (0...999).contains(msecs) {
            output.append(UInt8(0x30 + msecs / 100))
            output.append(UInt8(0x30 + msecs / 10 % 10))
            output.append(UInt8(0x30 + msecs % 10))
        } else {
            output.append("-" + padded(msecs.magnitude, 2))
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
