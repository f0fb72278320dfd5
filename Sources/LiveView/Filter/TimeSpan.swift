// TimeSpan.swift: "14:03..14:05": a span of time by the clock on the wall, on each day or from one date on.
import CollectorCore

/// From `start` up to, not including, `end`.
///
/// Both are nanoseconds by the clock that the view shows: since midnight if `isDaily`, else since the beginning of 1970.
struct TimeSpan: Equatable {
    var start: Int64
    /// Less than `start` for a daily span over midnight.
    var end: Int64
    var isDaily = false
    /// Whether the clock shows UTC, and not local time.
    var isUTC = false

    static let second: Int64 = 1_000_000_000
    static let day: Int64 = 86_400 * second

    /// - Parameter offset: seconds that local time is east of UTC.
    func contains(_ time: WallTime, offset: Int) -> Bool {
        let shown = time.nanoseconds &+ shift(offset)
        guard isDaily else { return start <= shown && shown < end }
        let moment = shown.flooredDivision(by: Self.day).remainder
        return start < end ? start <= moment && moment < end : moment >= start || moment < end
    }

    /// Nanoseconds that the clock of the span is east of UTC.
    func shift(_ offset: Int) -> Int64 { isUTC ? 0 : Int64(offset) * Self.second }
}

// MARK: - A filter's spans

extension TimeSpan {
    /// From the beginning of the first span that meets `times` to the end of the last one, in nanoseconds since the epoch.
    func hull(in times: ClosedRange<Int64>, offset: Int) -> Range<Int64>? {
        let shift = shift(offset)
        guard isDaily else { return (start == .min ? .min : start - shift)..<(end == .max ? .max : end - shift) }
        let length = end > start ? end - start : end - start + Self.day
        let first = (times.lowerBound + shift - start - length).flooredDivision(by: Self.day).quotient + 1
        let last = (times.upperBound + shift - start).flooredDivision(by: Self.day).quotient
        guard first <= last else { return nil }
        let begin = start - shift
        return first * Self.day + begin..<last * Self.day + begin + length
    }
}

extension TimeSpan {
    /// Whether all of a range, in nanoseconds since the epoch, lies in the span, or in that of one day.
    func covers(_ range: Range<Int64>, offset: Int) -> Bool {
        guard !isDaily || range.lowerBound != .min,
            let own = hull(in: range.lowerBound...range.lowerBound, offset: offset)
        else { return false }
        return own.lowerBound <= range.lowerBound && range.upperBound <= own.upperBound
    }
}

extension FilterNode {
    /// The spans of time of which a line must be in one; several lists where it must be in one of each.
    var spans: [[TimeSpan]] {
        guard !isNegated else { return [] }
        switch kind {
        case .all(let nodes): return nodes.flatMap(\.spans)
        case .term(.time(let spans)): return [spans]
        case .any, .term: return []
        }
    }
}

// MARK: - Reading

extension TimeSpan {
    /// "14:03" is that minute, "14:03:20" that second, "2026-08-29" that day; "A..B" is from the beginning of A up to that
    /// of B, and either may be left out. A date counts for B too, unless it has its own. `Z` at the end means UTC.
    init?(_ text: String) {
        var parts = text.uppercased().split(separator: "..", maxSplits: 1, omittingEmptySubsequences: false)
        let isUTC = parts.contains { $0.hasSuffix("Z") }
        parts = parts.map { $0.hasSuffix("Z") ? $0.dropLast() : $0 }
        guard parts.count == 2 else {
            guard let moment = Moment(parts[0]), moment.date != nil || moment.start < Self.day else { return nil }
            self.init(start: moment.start, end: moment.start + moment.unit, isDaily: moment.date == nil, isUTC: isUTC)
            return
        }
        let (first, last) = (Moment(parts[0]), Moment(parts[1]))
        guard (first != nil || parts[0].isEmpty) && (last != nil || parts[1].isEmpty) else { return nil }
        switch (first, last) {
        case (let first?, var last?):
            guard last.date == nil || first.date != nil else { return nil }
            if last.date == nil, let date = first.date {
                last.date = date
                // Over midnight.
                if last.start <= first.start { last.date = date + 1 }
            }
            self.init(start: first.start, end: last.start, isDaily: first.date == nil, isUTC: isUTC)
            guard isDaily ? start != end : start < end else { return nil }
        case (let first?, nil):
            self.init(
                start: first.start, end: first.date == nil ? Self.day : .max, isDaily: first.date == nil, isUTC: isUTC)
        case (nil, let last?):
            self.init(
                start: last.date == nil ? 0 : .min, end: last.start, isDaily: last.date == nil, isUTC: isUTC)
            guard start < end else { return nil }
        case (nil, nil): return nil
        }
    }

    /// "14:03:20.5", "2026-08-29", "2026-08-29T14:03".
    private struct Moment {
        /// Days since 1970-01-01.
        var date: Int?
        /// Nanoseconds since midnight, and how long what is named takes.
        private var time: Int64 = 0
        private(set) var unit = TimeSpan.day

        var start: Int64 { Int64(date ?? 0) * TimeSpan.day + time }

        init?(_ text: Substring) {
            let parts = text.split(separator: "T", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            if let first = parts.first, first.contains("-") {
                guard let date = Self.date(first) else { return nil }
                self.date = date.daysSinceEpoch
                guard parts.count == 2 else { return }
            } else if parts.count != 1 {
                return nil
            }
            guard let (time, unit) = parts.last.flatMap(Self.time) else { return nil }
            (self.time, self.unit) = (time, unit)
        }

        private static func date(_ text: Substring) -> CivilDate? {
            let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { number($0, digits: 1...4) }
            guard numbers.count == 3, let year = numbers[0], 1_900...2_200 ~= year, let month = numbers[1],
                1...12 ~= month, let day = numbers[2]
            else { return nil }
            return CivilDate(year: year, month: month, day: day)
        }

        private static func time(_ text: Substring) -> (time: Int64, unit: Int64)? {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard 2...3 ~= parts.count, let hour = number(parts[0], digits: 1...2), hour <= 24,
                let minute = number(parts[1], digits: 2...2), minute < 60
            else { return nil }
            var time = Int64(hour * 60 + minute) * 60 * TimeSpan.second
            var unit = 60 * TimeSpan.second
            if parts.count == 3 {
                let parts = parts[2].split(separator: ".", omittingEmptySubsequences: false)
                guard parts.count <= 2, let second = number(parts[0], digits: 2...2), second < 60 else { return nil }
                unit = TimeSpan.second
                time += Int64(second) * unit
                if parts.count == 2 {
                    guard let fraction = number(parts[1], digits: 1...9) else { return nil }
                    for _ in parts[1] { unit /= 10 }
                    time += Int64(fraction) * unit
                }
            }
            return time <= TimeSpan.day ? (time, unit) : nil
        }

        private static func number(_ text: Substring, digits: ClosedRange<Int>) -> Int? {
            digits ~= text.count && text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
        }
    }
}

// MARK: - Writing

extension TimeSpan: CustomStringConvertible {
    /// The shortest text that means it.
    var description: String {
        let zone = isUTC ? "Z" : ""
        let (first, last) = (Self.parts(start), Self.parts(end))
        guard !isDaily else { return first.time + ".." + (end == Self.day ? "24:00" : last.time) + zone }
        let from = start == .min ? "" : first.date + "T" + first.time
        let isSameDate = start != .min && first.date == last.date
        let to = end == .max ? "" : (isSameDate ? "" : last.date + "T") + last.time
        return from + ".." + to + zone
    }

    /// "2026-08-29" and "14:03", "14:03:20" or "14:03:20.25".
    private static func parts(_ moment: Int64) -> (date: String, time: String) {
        let (days, rest) = moment.flooredDivision(by: day)
        let date = CivilDate(daysSinceEpoch: Int(days))
        let (seconds, fraction) = rest.quotientAndRemainder(dividingBy: second)
        var time = NumberText.uptime(Int(seconds))
        if fraction > 0 {
            time += "." + String(String(fraction + second).dropFirst())
            while time.last == "0" { time.removeLast() }
        } else if seconds % 60 == 0 {
            time.removeLast(3)
        }
        return ("\(date.year)-\(NumberText.two(date.month))-\(NumberText.two(date.day))", time)
    }
}

extension TimeSpan {
    /// The span by the clock that is shown.
    ///
    /// - Parameters:
    ///   - span: nanoseconds since the epoch.
    ///   - held: when the lines that are held were received. Without a date it would mean every day, so it has one unless
    ///     all of these are so near that it makes no difference.
    init(_ span: Range<Int64>, among held: ClosedRange<Int64>?, isUTC: Bool, offset: Int) {
        self.init(start: span.lowerBound, end: span.upperBound, isUTC: isUTC)
        let shift = shift(offset)
        if start != .min { start += shift }
        if end != .max { end += shift }
        guard let held, start != .min, end != .max, end - start < Self.day,
            held.lowerBound >= span.upperBound - Self.day, held.upperBound < span.lowerBound + Self.day
        else { return }
        isDaily = true
        start = start.flooredDivision(by: Self.day).remainder
        end = end.flooredDivision(by: Self.day).remainder
    }
}
