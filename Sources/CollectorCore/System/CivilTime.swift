// CivilTime.swift: a moment as calendar date and time of day; localtime_r(3) and strftime(3).
import Glibc

/// A second of local time, by the time zone of the process (`TZ`), or of UTC, split into year, month, day, hour and the
/// rest.
@safe
package struct CivilTime {
    private var parts: tm

    /// The time `seconds` after the epoch; the epoch itself if the year does not fit (it does up to 2^55 seconds).
    package init(secondsSinceEpoch seconds: Int64, isUTC: Bool = false) {
        var split = unsafe tm()
        var moment = time_t(seconds)
        let conversion = unsafe isUTC ? gmtime_r : localtime_r
        if unsafe conversion(&moment, &split) == nil {
            moment = 0
            _ = unsafe conversion(&moment, &split)
        }
        unsafe parts = split
    }

    /// Seconds since midnight, 0 to 86,400.
    var secondsSinceMidnight: Int {
        unsafe (Int(parts.tm_hour) * 60 + Int(parts.tm_min)) * 60 + Int(parts.tm_sec)
    }

    /// The day of the week, 0 for Monday.
    var weekday: Int { unsafe (Int(parts.tm_wday) + 6) % 7 }

    /// Seconds that it is east of UTC.
    package var offset: Int { unsafe parts.tm_gmtoff }

    var isDaylightSaving: Bool { unsafe parts.tm_isdst > 0 }

    /// The time in the form `format`, or nothing if that takes 256 times the length of the format or more.
    ///
    /// glibc copies unknown directives. The limit is CPython's, and prevents a field of 2^31 blanks.
    ///
    /// - Precondition: `format` contains no NUL.
    ///
    /// Source: CPython `Modules/timemodule.c`, `time_strftime`.
    package func text(format: String) -> [UInt8] {
        let limit = 256 * format.unicodeScalars.count
        guard limit > 0 else { return [] }
        var split = unsafe parts
        var room = 1024
        while true {
            let text = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                    count = unsafe strftime(characters.baseAddress!, room, format, &split)
                }
            }
            if !text.isEmpty || room >= limit { return text }
            room *= 2
        }
    }
}
