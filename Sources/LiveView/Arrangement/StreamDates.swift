// StreamDates.swift: whether the times in the stream have a date in front of them: where not all in sight is of today.
import CollectorCore

/// What is told of the day of each line.
enum StreamDates: Equatable, CaseIterable {
    /// All lines are of today.
    case none
    /// "Aug 29": all are of this year.
    case days
    /// "2025-08-29".
    case years

    /// - Parameters:
    ///   - times: those in sight; ones that are not known say nothing.
    ///   - offset: seconds east of UTC of the times that are shown.
    init(of times: some Sequence<WallTime>, now: WallTime, offset: Int) {
        let today = CivilDate(of: now, offset: offset)
        self = .none
        for time in times where time != .unknown {
            let day = CivilDate(of: time, offset: offset)
            if day.year != today.year {
                self = .years
                return
            }
            if day != today { self = .days }
        }
    }

    /// Columns that it takes, with the blank behind it.
    var columns: Int {
        switch self {
        case .none: 0
        case .days: 7
        case .years: 11
        }
    }

    /// What stands in front of a time.
    func text(_ time: WallTime, offset: Int) -> String {
        switch self {
        case .none: ""
        case .days: DisplayClock.day(time, offset: offset) + " "
        case .years: DisplayClock.date(time, offset: offset) + " "
        }
    }
}

/// The clock that the times in the stream are shown by.
struct StreamClock {
    var now: WallTime
    /// Seconds east of UTC.
    var offset: Int

    /// - Returns: `nil` where no time of day is shown.
    init?(_ state: ViewState, _ now: WallTime, offset: Int) {
        guard state.showsTime, state.timeStyle.isClock else { return nil }
        self.now = now
        self.offset = state.timeStyle == .utc ? 0 : offset
    }
}

extension StreamPager {
    /// The dates that times must have with a page in sight, and the beginning of the line below it.
    mutating func dates(for page: [UInt64]) -> StreamDates {
        guard let clock else { return .none }
        let window = stream.window
        let lines = page + (lineBelow(page).map { [$0] } ?? [])
        let times = lines.map { window.withLine(at: window.position(atOrAfter: $0)) { entry, _ in entry.received } }
        return StreamDates(of: times, now: clock.now, offset: clock.offset)
    }

    /// The line of which there may be the beginning below a page.
    mutating func lineBelow(_ page: [UInt64]) -> UInt64? {
        guard !isEven, let last = page.last, let next = step(from: last, by: 1), next > last else { return nil }
        return next
    }
}
