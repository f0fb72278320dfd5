// SanitiserTests.swift: what a peer writes is shown, never executed by the terminal.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Hostile bytes")
struct SanitiserTests {
    static let table: [(bytes: [UInt8], shown: String)] = [
        (Array("plain".utf8), "plain"), ([0x1B, 0x5B, 0x33, 0x31, 0x6D], "^[[31m"), ([0x00], "^@"), ([0x7F], "^?"),
        ([0x08, 0x0D, 0x0A, 0x0B, 0x0C], "^H^M^J^K^L"), (Array("a\tb".utf8), "a       b"), ([0xC2, 0x9B], "\\u{9b}"),
        ([0x9B], "\\x9b"), ([0xC0, 0xAF], "\\xc0\\xaf"), ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
        ([0xF4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"), ([0xE6, 0x9D], "\\xe6\\x9d"),
        (Array("\u{202E}x".utf8), "<RLO>x"),
        (Array("a\u{200B}b".utf8), "a<ZWSP>b"), (Array("\u{2066}".utf8), "<LRI>"), (Array("東京".utf8), "東京"),
        (Array("e\u{301}".utf8), "e\u{301}"), (Array("\u{301}e".utf8), "\\u{301}e"),
        (Array("\u{E000}".utf8), "\\u{e000}"),
        (Array("\u{2028}".utf8), "<LS>"), (Array("\u{FEFF}".utf8), "<BOM>"), (Array("😀".utf8), "😀"),
        (Array("\u{E0041}".utf8), "\\u{e0041}"),
    ]

    @Test("each kind of byte is shown as what it is", arguments: table.indices)
    func shown(_ place: Int) {
        let (bytes, shown) = Self.table[place]
        #expect(Sanitiser().text(bytes.span) == shown)
    }

    @Test("no cell holds a control or a character without a width, whatever the byte and its neighbours")
    func everyByte() {
        let neighbours: [[UInt8]] = [[], [0x61], [0xC2], [0xE2, 0x80], [0xF0, 0x9F, 0x98], [0xCC, 0x81]]
        for unicode in [true, false] {
            for byte in UInt8.min...UInt8.max {
                for before in neighbours {
                    for after in neighbours {
                        let bytes = before + [byte] + after
                        let glyphs = Sanitiser(unicode: unicode).glyphs(bytes.span, columns: .max)
                        for glyph in glyphs { #expect(Self.isSafe(glyph, unicode: unicode), "\(bytes)") }
                    }
                }
            }
        }
    }

    static func isSafe(_ glyph: Sanitiser.Glyph, unicode: Bool = true) -> Bool {
        guard let base = glyph.text.unicodeScalars.first else { return false }
        guard base.kind == (glyph.width == 2 ? .wide : .narrow) else { return false }
        if !unicode, !base.isASCII { return false }
        return glyph.text.unicodeScalars.dropFirst().allSatisfy { $0.kind == .combining }
    }

    @Test("every Unicode scalar is drawn with a width that is known, or as a name")
    func everyScalar() {
        let sanitiser = Sanitiser()
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            let glyphs = sanitiser.glyphs(bytes.span, columns: 100)
            guard glyphs.allSatisfy({ Self.isSafe($0) }) else {
                Issue.record("U+\(String(value, radix: 16)) is not safe")
                return
            }
        }
    }

    @Test("a flood of combining marks takes a few columns")
    func combiningFlood() {
        let flood = "a" + String(repeating: "\u{301}\u{327}", count: 10_000) + "b"
        #expect(Sanitiser().text(Array(flood.utf8).span) == "a\u{301}\u{327}\u{301}\u{327}<marks>b")
    }

    static let hostile: [[UInt8]] = [
        Array(0...255), Array("\u{1B}[2J\u{1B}[H fake".utf8), Array("\r10.9.9.9 spoofed".utf8),
        [UInt8](repeating: 8, count: 200) + Array("10.9.9.9".utf8), Array("\u{202E}\u{2066}evil".utf8),
        [UInt8](repeating: 0x41, count: 1 << 20), [UInt8](repeating: 0x9B, count: 4_096), Array(0x80...0x9F),
        Array(("x" + String(repeating: "\u{0336}", count: 4_000)).utf8), Array(String(repeating: "東", count: 500).utf8),
        Array("<34>Aug 29 14:03:21 ho\u{1B}[7mst ap\u{8}p[\u{202E}]: \u{7}".utf8),
        Array("<34>1 \u{9B} \u{200F} \u{0} - - - x".utf8), [],
    ]

    @Test("hostile lines leave the columns of time and peer as they are", arguments: [true, false])
    func peerColumn(unicode: Bool) {
        for wraps in [false, true] {
            for (columns, rows) in [(40, 6), (80, 24), (200, 50)] {
                var scene = Scene()
                for line in Self.hostile { scene.receive(line, from: "10.0.2.17") }
                scene.tick()
                if wraps { scene.type("w") }
                let screen = scene.screen(columns, rows, unicode: unicode)
                let picture = scene.arranged(columns, rows, unicode: unicode)
                for row in picture.layout.stream {
                    let peer = picture.stream.columns.peer.map { screen[$0, row].text }.joined().trimmingBlanks
                    #expect(peer == "10.0.2.17" || peer == "", "row \(row)")
                }
                for cell in screen.cells where cell.width > 0 {
                    let glyph = Sanitiser.Glyph(text: cell.text, width: Int(cell.width), isMarked: false)
                    #expect(Self.isSafe(glyph, unicode: unicode))
                }
            }
        }
    }

    @Test("hostile lines can be opened, as text and as bytes")
    func detail() {
        var scene = Scene()
        for line in Self.hostile { scene.receive(line, from: "10.0.2.17") }
        scene.tick()
        _ = scene.screen()
        for _ in Self.hostile {
            scene.type(.up, .enter)
            let text = scene.screen()
            scene.type("b")
            let hex = scene.screen()
            scene.type(.escape)
            for cell in text.cells + hex.cells where cell.width > 0 {
                #expect(Self.isSafe(Sanitiser.Glyph(text: cell.text, width: Int(cell.width), isMarked: false)))
            }
        }
    }
}
