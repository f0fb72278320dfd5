// LineStamp.swift: the date and time that a line in a file begins with, and the moment that they mean.
import CollectorCore

/// A date and time as it is written, not yet a moment.
struct LineStamp: Equatable {
    /// `nil` where the year is left out, as in RFC 3164.
    var year: Int?
    var month: Int
    var day: Int
    var secondOfDay: Int
    var nanoseconds = 0
    /// Seconds east of UTC; `nil` for local time.
    var offset: Int?

    private static let months = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)
}

extension LineStamp {
    /// Reads "2026-08-29T14:03:21.003+02:00", "2026-08-29 14:03:21,003", "2026-08-29 14:03:21.003 +02:00" or
    /// "Aug 29 14:03:21".
    ///
    /// - Parameter end: where it ends.
    init?(_ line: Bytes, end: inout Int) {
        guard line.count >= 15 else { return nil }
        if line[0] > UInt8(ascii: "9") {
            self.init(withoutYear: line)
            end = 15
            return
        }
        guard line.count >= 19, line[4] == UInt8(ascii: "-"), line[7] == UInt8(ascii: "-"),
            line[10] == UInt8(ascii: "T") || line[10] == 0x20,
            let century = Self.two(line, 0), let year = Self.two(line, 2), let month = Self.two(line, 5),
            let day = Self.two(line, 8), let second = Self.time(line, 11), 1...12 ~= month, 1...31 ~= day
        else { return nil }
        // Others would be no moments that a clock can show.
        guard 1970...2261 ~= century * 100 + year else { return nil }
        self.init(year: century * 100 + year, month: month, day: day, secondOfDay: second)
        end = 19
        readFraction(line, &end)
        readOffset(line, &end, isSpaced: line[10] == 0x20)
    }

    private init?(withoutYear line: Bytes) {
        guard line[3] == 0x20, line[6] == 0x20, let second = Self.time(line, 7) else { return nil }
        let name = line.extracting(0..<3)
        guard let month = (0..<12).first(where: { name.isEqual(to: Array(Self.months[$0 * 3..<$0 * 3 + 3])) }),
            let day = line[4] == 0x20 ? Self.digit(line[5]) : Self.two(line, 4), 1...31 ~= day
        else { return nil }
        self.init(month: month + 1, day: day, secondOfDay: second)
    }

    /// "Aug 29 14:03:21 ", as RFC 3164 has it, in local time.
    static func header(of time: WallTime) -> String {
        let offset = CivilTime(secondsSinceEpoch: time.seconds).offset
        let clock = DisplayClock.time(time, offset: offset, milliseconds: false)
        return "\(DisplayClock.day(time, offset: offset)) \(clock) "
    }

    private static func digit(_ byte: UInt8) -> Int? { 0x30...0x39 ~= byte ? Int(byte - 0x30) : nil }

    private static func two(_ line: Bytes, _ start: Int) -> Int? {
        guard let tens = digit(line[start]), let ones = digit(line[start + 1]) else { return nil }
        return tens * 10 + ones
    }

    /// "14:03:21".
    private static func time(_ line: Bytes, _ start: Int) -> Int? {
        guard line[start + 2] == UInt8(ascii: ":"), line[start + 5] == UInt8(ascii: ":"),
            let hour = two(line, start), let minute = two(line, start + 3), let second = two(line, start + 6),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }

    private mutating func readFraction(_ line: Bytes, _ end: inout Int) {
        guard end + 1 < line.count, line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ","),
            Self.digit(line[end + 1]) != nil
        else { return }
        end += 1
        var scale = 100_000_000
        while end < line.count, let digit = Self.digit(line[end]) {
            nanoseconds += digit * scale
            scale /= 10
            end += 1
        }
    }

    /// "Z", "+02:00", "+0200"; behind a space only where one precedes the time of day too.
    private mutating func readOffset(_ line: Bytes, _ end: inout Int, isSpaced: Bool) {
        var position = end
        if isSpaced, position < line.count, line[position] == 0x20 { position += 1 }
        guard position < line.count else { return }
        if line[position] == UInt8(ascii: "Z") {
            (offset, end) = (0, position + 1)
            return
        }
        let isWest = line[position] == UInt8(ascii: "-")
        guard isWest || line[position] == UInt8(ascii: "+"), position + 4 < line.count,
            let hours = Self.two(line, position + 1)
        else { return }
        let colon = line[position + 3] == UInt8(ascii: ":") ? 1 : 0
        guard position + 4 + colon < line.count, let minutes = Self.two(line, position + 3 + colon), minutes < 60
        else { return }
        offset = (hours * 60 + minutes) * (isWest ? -60 : 60)
        end = position + 5 + colon
    }
}

/// Makes moments of stamps. Not the year and not the zone need be written: the year is the last in which the date was not in
/// the future, the zone that of this machine.
struct StampClock {
    /// No line is later than this by more than a week.
    private let latest: WallTime
    private let year: Int
    /// The offset of local time in one hour of it.
    private var known: (hour: Int, offset: Int)?

    /// Seconds.
    private static let week: Int64 = 7 * 86_400

    /// - Parameter changed: when the file was changed last.
    init(changed: WallTime) {
        latest = WallTime(nanoseconds: changed.nanoseconds + Self.week * 1_000_000_000)
        year = CivilDate(daysSinceEpoch: Int(latest.seconds).flooredDivision(by: 86_400).quotient).year
    }

    mutating func moment(of stamp: LineStamp) -> WallTime {
        guard stamp.year == nil else { return moment(of: stamp, in: stamp.year!) }
        let time = moment(of: stamp, in: year)
        return time <= latest ? time : moment(of: stamp, in: year - 1)
    }

    private mutating func moment(of stamp: LineStamp, in year: Int) -> WallTime {
        let days = CivilDate.days(year, stamp.month, stamp.day)
        let seconds = days * 86_400 + stamp.secondOfDay
        let offset = stamp.offset ?? localOffset(at: seconds)
        return WallTime(nanoseconds: Int64(seconds - offset) * 1_000_000_000 + Int64(stamp.nanoseconds))
    }

    /// - Parameter seconds: local time.
    private mutating func localOffset(at seconds: Int) -> Int {
        let hour = seconds.flooredDivision(by: 3_600).quotient
        if let known, known.hour == hour { return known.offset }
        let near = CivilTime(secondsSinceEpoch: Int64(seconds)).offset
        let offset = CivilTime(secondsSinceEpoch: Int64(seconds - near)).offset
        known = (hour, offset)
        return offset
    }
}
