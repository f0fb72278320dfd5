// CivilDate.swift: a day of the Gregorian calendar, computed without the system and without a time zone.

package struct CivilDate: Equatable, Sendable {
    package var year: Int
    /// 1 to 12.
    package var month: Int
    /// 1 to 31.
    package var day: Int

    /// The day that is `days` after 1970-01-01.
    ///
    /// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: years begin in March, so
    /// that the leap day is the last.
    package init(daysSinceEpoch days: Int) {
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month < 3 ? 1 : 0)
    }

    /// `nil` for a day that there is not, such as 30 February.
    package init?(year: Int, month: Int, day: Int) {
        self.init(daysSinceEpoch: Self.days(year, month, day))
        guard (self.year, self.month, self.day) == (year, month, day) else { return nil }
    }

    /// Days since 1970-01-01.
    package var daysSinceEpoch: Int { Self.days(year, month, day) }

    /// Days since 1970-01-01; for a day that there is not, those of one that follows.
    ///
    /// Source: as above, `days_from_civil`.
    package static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let (era, yearOfEra) = (month < 3 ? year - 1 : year).flooredDivision(by: 400)
        let dayOfYear = (153 * (month < 3 ? month + 9 : month - 3) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension FixedWidthInteger {
    /// The quotient rounded down, and the remainder, which is never negative; for positive divisors.
    package func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
