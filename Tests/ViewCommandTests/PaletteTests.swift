// PaletteTests.swift: colours that are readable on black and on white.
import Testing

@testable import LiveView
@testable import pysyslog_tui

@Suite("The palette")
struct PaletteTests {
    @Test("shows what a search found in reverse video, addresses in the default colour, and no text in yellow")
    func contrast() {
        #expect(Style(.match).look(.neutral) == Look(nil, .reverse))
        #expect(Style(.peer).look(.neutral) == Look())
        for role: Role in [.severityWarning, .filter, .match, .peer, .severityError, .plain] {
            #expect(Style(role).look(.neutral).colour != .yellow, "\(role)")
        }
    }

    @Test("has no yellow and no cyan text on white, no blue text on black, and nothing but attributes without colours")
    func themes() {
        for role in Self.roles {
            let look = Style(role).look(.light)
            #expect(look.attributes.contains(.reverse) || ![.yellow, .cyan, .green].contains(look.colour), "\(role)")
            #expect(Style(role).look(.dark).colour != .blue, "\(role)")
            #expect(Style(role).look(.mono).colour == nil, "\(role)")
        }
        #expect(Theme(.dark) == .dark && Theme(.light) == .light && Theme(nil) == .neutral)
    }

    @Test("tells the severities apart in every theme", arguments: [Theme.neutral, .dark, .light, .mono])
    func severities(theme: Theme) {
        let roles: [Role] = [.severityCritical, .severityError, .severityWarning, .severityInfo, .severityDebug]
        for (index, role) in roles.enumerated() {
            for other in roles[..<index] {
                #expect(Style(role).look(theme) != Style(other).look(theme), "\(role) \(other)")
            }
        }
    }

    /// All but the colours that a person gives to filters.
    private static let roles = (UInt8(0)...255).compactMap(Role.init).filter { role in
        !FilterColour.allCases.contains { $0.role == role }
    }
}
