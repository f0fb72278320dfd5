// ConsoleFontTests.swift: which terminals have a font with few characters.
import LiveView
import Testing

@testable import pysyslog_tui

@Suite("Fonts of terminals")
struct ConsoleFontTests {
    @Test("the font is known by the name of the terminal")
    func fonts() {
        for name in ["linux", "linux-16color", "vt100", "vt102", "vt220-8bit", "vt52", "vt420"] {
            #expect(!Capabilities.hasSymbols(terminal: name), "\(name)")
        }
        for name in ["xterm-256color", "tmux", "screen.linux", "vte-256color", "rxvt", "linuxlike", ""] {
            #expect(Capabilities.hasSymbols(terminal: name), "\(name)")
        }
    }
}
