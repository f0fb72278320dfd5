// PaletteTests.swift: colours that are readable on black and on white.
import Testing

@testable import LiveView
@testable import pysyslog_tui

@Suite("The palette")
struct PaletteTests {
    @Test("shows what a search found in reverse video, addresses in the default colour, and no text in yellow")
    func contrast() {
        #expect(Style(.match).look(colours: true) == Look(nil, .reverse))
        #expect(Style(.peer).look(colours: true) == Look())
        for role: Role in [.severityWarning, .filter, .match, .peer, .severityError, .plain] {
            #expect(Style(role).look(colours: true).colour != .yellow, "\(role)")
        }
    }
}
