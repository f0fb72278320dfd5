// NumberText.swift: short texts for numbers, sizes, times and addresses.
import CollectorCore

package enum NumberText {
    /// "4,812,334".
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }

    /// "1 line", "2,114 lines".
    package static func count(_ number: Int, _ word: String) -> String {
        "\(grouped(number)) \(word)\(number == 1 ? "" : "s")"
    }

    /// A rate per second, as a whole number; "<1" for a smaller one above 0.
    static func rate(_ value: Double) -> String {
        if value > 0, value < 0.5 { return "<1" }
        return grouped(Int(value.rounded()))
    }

    /// "9.81k", "40.2M", "402M": bytes or lines in at most five columns; k is 1,000.
    static func compact(_ value: Double) -> String {
        var rest = value
        for unit in ["", "k", "M", "G", "T"] {
            if rest < 999.95 || unit == "T" {
                return unit.isEmpty
                    ? String(Int(rest))
                    : rest < 99.95 ? fixed(rest, rest < 9.995 ? 2 : 1) + unit : String(Int(rest.rounded())) + unit
            }
            rest /= 1_000
        }
        return ""
    }

    /// "10", "0.5": a factor.
    static func factor(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e9 ? grouped(Int(value)) : "\(value)"
    }

    private static func fixed(_ value: Double, _ digits: Int) -> String {
        let scale = digits == 2 ? 100 : 10
        let number = Int((value * Double(scale)).rounded())
        let fraction = String(number % scale)
        return "\(number / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// "0s", "59s", "4m12", "2h05", "3d04": a time in at most five columns.
    package static func duration(_ seconds: Int) -> String {
        let seconds = max(0, seconds)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3_600 { return "\(seconds / 60)m\(two(seconds % 60))" }
        if seconds < 86_400 { return "\(seconds / 3_600)h\(two(seconds / 60 % 60))" }
        return seconds < 86_400 * 100 ? "\(seconds / 86_400)d\(two(seconds / 3_600 % 24))" : "\(seconds / 86_400)d"
    }

    /// "59s", "4m", "2h", "3d": the same without its smaller unit.
    static func roughDuration(_ seconds: Int) -> String {
        let text = duration(seconds)
        return String(text.prefix { !$0.isLetter } + text.drop { !$0.isLetter }.prefix(1))
    }

    /// "02:14:07".
    package static func uptime(_ seconds: Int) -> String {
        let hours = max(0, seconds) / 3_600
        return "\(two(hours)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
    }

    static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// An address in `columns`. The middle of one that is too long is left out; its last group stays.
    static func address(_ text: String, columns: Int, symbols: Bool) -> String {
        guard text.count > columns, columns > 2 else { return String(text.prefix(max(columns, 0))) }
        let sign = symbols ? "…" : "~"
        var tail = text.suffix(4)
        if let colon = text.lastIndex(of: ":"), text.distance(from: colon, to: text.endIndex) < columns - 2 {
            tail = text[colon...]
        }
        tail = tail.suffix(columns - 2)
        return text.prefix(columns - tail.count - 1) + sign + tail
    }
}

/// Local time or UTC, without a system call: the offset is given.
struct DisplayClock: Equatable, Sendable {
    var now: WallTime
    /// Seconds east of UTC.
    var offset: Int
    var uptime: Int

    /// "14:03:21", with milliseconds where there is room.
    static func time(_ time: WallTime, offset: Int, milliseconds: Bool) -> String {
        let day = (Int(time.seconds) + offset) % 86_400
        let second = day < 0 ? day + 86_400 : day
        let text = NumberText.uptime(second)
        guard milliseconds else { return text }
        let rest = Int(time.nanoseconds - time.seconds * 1_000_000_000) / 1_000_000
        return text + "." + (rest < 100 ? "0" : "") + NumberText.two(rest)
    }

    /// "2026-08-29 14:03:22 +02:00".
    static func full(_ time: WallTime, offset: Int, milliseconds: Bool = false) -> String {
        let zone =
            "\(offset < 0 ? "-" : "+")\(NumberText.two(abs(offset) / 3_600)):\(NumberText.two(abs(offset) / 60 % 60))"
        return "\(date(time, offset: offset)) \(Self.time(time, offset: offset, milliseconds: milliseconds)) \(zone)"
    }

    /// "2026-08-29".
    static func date(_ time: WallTime, offset: Int) -> String {
        let date = CivilDate(of: time, offset: offset)
        return "\(date.year)-\(NumberText.two(date.month))-\(NumberText.two(date.day))"
    }

    /// "Aug 29", "Aug  9".
    static func day(_ time: WallTime, offset: Int) -> String {
        let date = CivilDate(of: time, offset: offset)
        return "\(months[date.month - 1]) \(date.day < 10 ? " " : "")\(date.day)"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension CivilDate {
    /// The day of a moment.
    ///
    /// - Parameter offset: seconds east of UTC.
    init(of time: WallTime, offset: Int) {
        self.init(daysSinceEpoch: (Int(time.seconds) + offset).flooredDivision(by: 86_400).quotient)
    }
}
