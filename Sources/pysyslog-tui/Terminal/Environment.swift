// Environment.swift: environment variables, the locale and the time zone.
import CNcurses
import CollectorCore
import Glibc

enum Environment {
    static subscript(name: String, default fallback: String) -> String {
        guard let text = unsafe getenv(name) else { return fallback }
        return unsafe String(cString: text)
    }

    /// Sets the user's locale. Must be called once, before other threads are started.
    ///
    /// - Returns: whether its encoding is UTF-8.
    static func beginLocale() -> Bool { view_locale_is_utf8() }

    /// The offset of local time from UTC at `time`, in seconds east.
    static func secondsEastOfUTC(at time: WallTime) -> Int {
        var seconds = time_t(time.seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&seconds, &parts)
        return unsafe parts.tm_gmtoff
    }

    /// Makes terminal input and output in the background fail instead of stopping the collector.
    static func refuseToStop() {
        _ = signal(SIGTTOU, SIG_IGN)
        _ = signal(SIGTTIN, SIG_IGN)
    }
}
