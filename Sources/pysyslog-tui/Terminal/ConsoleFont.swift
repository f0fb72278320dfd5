// ConsoleFont.swift: which terminals have a font with few characters.
import LiveView

extension Capabilities {
    /// Whether a terminal of that name, as TERM has it, has a font with blocks, arrows and dots.
    ///
    /// The console of Linux has room for 256 or 512 characters, most of them letters and lines, and the devices of the
    /// VT series have theirs in ROM. No description of a terminal says so: the name has to.
    static func hasSymbols(terminal name: String) -> Bool {
        let family = name.prefix { $0 != "-" && $0 != "." && $0 != "+" }
        return family != "linux" && family.wholeMatch(of: /vt[1-5][0-9]{1,2}/) == nil
    }
}
