// ConsoleFont.swift: which terminals have a font with only few characters.
import LiveView

extension Capabilities {
    /// Whether the terminal named `name` in TERM has a font with block elements, arrows and dots.
    ///
    /// The font of the Linux console has 256 or 512 characters, mostly letters and lines, and that of VT terminals is
    /// in ROM. Terminal descriptions do not contain this, so the name decides.
    static func hasSymbols(terminal name: String) -> Bool {
        let family = name.prefix { $0 != "-" && $0 != "." && $0 != "+" }
        return family != "linux" && family.wholeMatch(of: /vt[1-5][0-9]{1,2}/) == nil
    }
}
