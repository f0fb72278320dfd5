// RolloverSchedule.swift: when a TimedRotatingFileHandler begins a new file, and the name of the old one.

/// The times of rollovers, computed as Python 3.11 does, oddities included, because file names show them.
///
/// Times are seconds since the epoch, with a fraction if `interval` has one.
///
/// Source: CPython 3.11 `Lib/logging/handlers.py`, `TimedRotatingFileHandler`.
struct RolloverSchedule: Equatable, Sendable {
    let when: RotationTime
    let isUTC: Bool
    /// Seconds after midnight at which a day ends; `nil` is the next midnight.
    let atTime: Int?
    /// Seconds between rollovers. For `midnight` and days of the week it is used only where time is subtracted.
    let interval: Double
    /// The `strftime` format of the suffix of a finished file.
    let suffix: String

    private static let day = 86_400
    private static let hour = 3_600.0

    init(_ arguments: TimedRotatingFileArguments) {
        when = arguments.when
        isUTC = arguments.isUTC
        atTime = arguments.atTime
        interval = Double(when.seconds) * arguments.interval
        suffix = arguments.suffix ?? when.suffix
    }

    /// Whether the time of day decides, and not only the elapsed time.
    private var followsTheCalendar: Bool {
        switch when {
        case .midnight, .weekday: true
        default: false
        }
    }

    private func civil(_ time: Double) -> CivilTime {
        CivilTime(secondsSinceEpoch: Int64(clamping: time), isUTC: isUTC)
    }

    /// The first rollover of a file that was last written to at `time`: `computeRollover`.
    func next(after time: Int64) -> Double {
        guard followsTheCalendar else { return Double(time) + interval }
        let civil = civil(Double(time))
        var weekday = civil.weekday
        var remaining = (atTime ?? Self.day) - civil.secondsSinceMidnight
        if remaining < 0 {
            remaining += Self.day
            weekday = (weekday + 1) % 7
        }
        let end = Double(time) + Double(remaining)
        guard case .weekday(let wanted) = when, wanted != weekday else { return end }
        let later = end + Double((wanted - weekday + 7) % 7 * Self.day)
        return corrected(later, since: civil)
    }

    /// The rollover that follows one made at `time`: the end of `doRollover`.
    func following(rolloverAt time: Int64) -> Double {
        var next = next(after: time)
        let now = Double(time)
        if next <= now { next += ((now - next) / interval).rounded(.down) * interval + interval }
        // An interval too small to change a double.
        next = max(next, now.nextUp)
        return followsTheCalendar ? corrected(next, since: civil(now)) : next
    }

    /// `time`, adjusted for daylight saving time, so that the time of day is the same.
    private func corrected(_ time: Double, since start: CivilTime) -> Double {
        let atTime = civil(time)
        guard !isUTC, atTime.isDaylightSaving != start.isDaylightSaving else { return time }
        return time + (start.isDaylightSaving ? Self.hour : -Self.hour)
    }

    /// The suffix of a file finished at `time`, whose rollover was due at `due`: the time when it was begun.
    func suffix(ofFileDue due: Double, finishedAt time: Int64) -> String {
        var begin = due - interval
        if !isUTC {
            let isSaving = civil(Double(time)).isDaylightSaving
            if civil(begin).isDaylightSaving != isSaving { begin += isSaving ? Self.hour : -Self.hour }
        }
        return String(decoding: civil(begin).text(format: suffix), as: UTF8.self)
    }
}

extension RotationTime {
    fileprivate var seconds: Int {
        switch self {
        case .seconds: 1
        case .minutes: 60
        case .hours: 3_600
        case .days, .midnight: 86_400
        case .weekday: 604_800
        }
    }

    fileprivate var suffix: String {
        switch self {
        case .seconds: "%Y-%m-%d_%H-%M-%S"
        case .minutes: "%Y-%m-%d_%H-%M"
        case .hours: "%Y-%m-%d_%H"
        case .days, .midnight, .weekday: "%Y-%m-%d"
        }
    }

    /// The form of those suffixes, whatever suffix is set: a `0` stands for any digit.
    var pattern: [UInt8] {
        switch self {
        case .seconds: Array("0000-00-00_00-00-00".utf8)
        case .minutes: Array("0000-00-00_00-00".utf8)
        case .hours: Array("0000-00-00_00".utf8)
        case .days, .midnight, .weekday: Array("0000-00-00".utf8)
        }
    }
}

extension Int64 {
    /// Rounded down, and clamped.
    fileprivate init(clamping time: Double) {
        let whole = time.rounded(.down)
        self = Int64(exactly: whole) ?? (whole < 0 ? .min : .max)
    }
}
