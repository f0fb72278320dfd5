// PeerNamesTests.swift: files with names of addresses, and which of several names an address has.
import TestSupport
import Testing

@testable import CollectorCore
@testable import LiveView

@Suite("Names of addresses")
struct PeerNamesTests {
    private static func file(_ text: String, form: NamesFile.Form = .names) -> NamesFile {
        NamesFile(Array(text.utf8), path: "names", form: form)
    }

    private static func name(_ address: String, in text: String, form: NamesFile.Form = .names) -> String? {
        PeerNames([file(text, form: form)]).name(of: address)?.text
    }

    @Test(
        "a line is an address or a network and a name; comments, empty lines and the signs of other systems are no lines"
    )
    func lines() {
        let text = "# ours\n\n10.0.2.17\tweb-01 # the old one\r\n  10.9.0.0/16  lab\n2001:db8::/32 東京\n10.1.1.1 end"
        #expect(Self.file(text).problems == [])
        #expect(Self.name("10.0.2.17", in: text) == "web-01")
        #expect(Self.name("10.9.255.1", in: text) == "lab")
        #expect(Self.name("2001:db8::7", in: text) == "東京")
        #expect(Self.name("10.1.1.1", in: text) == "end")
        #expect(Self.name("10.0.2.18", in: text) == nil)
    }

    @Test(
        "of several networks the most particular one names an address, wherever it stands",
        arguments: [
            ("10.0.2.17", "alone"), ("10.0.2.18", "site"), ("10.7.0.1", "lab"), ("11.0.0.1", "world"),
            ("2001:db8::1", "six"), ("fe80::1%eth0", "local"), ("::ffff:10.0.2.17", "alone"),
        ])
    func precedence(address: String, name: String) {
        let text = """
            0.0.0.0/0 world
            10.0.0.0/8 lab
            10.0.2.0/24 site
            10.0.2.17 alone
            ::/0 six
            fe80::1 local
            """
        #expect(Self.name(address, in: text) == name)
        let reversed = text.split(separator: "\n").reversed().joined(separator: "\n")
        #expect(Self.name(address, in: reversed) == name)
    }

    @Test("the longest prefix is chosen as a plain search through all networks would")
    func recount() throws {
        var random = SeededGenerator(for: #function)
        for _ in 0..<200 {
            var lines: [(range: AddressRange, name: String)] = []
            for number in 0..<20 {
                let range = AddressRange(Self.address(&random), prefix: Int.random(in: 0...32, using: &random))
                if !lines.contains(where: { $0.range == range }) { lines.append((range, "n\(number)")) }
            }
            let names = PeerNames([Self.file(lines.map { "\($0.range.text) \($0.name)" }.joined(separator: "\n"))])
            let address = Self.address(&random)
            let expected = lines.filter { $0.range.contains(address) }.max { $0.range.prefix < $1.range.prefix }
            #expect(names.name(of: address.text)?.text == expected?.name, "\(address.text) in \(lines)")
        }
    }

    /// Few different bits, so that networks contain one another.
    private static func address(_ random: inout SeededGenerator) -> IPAddress {
        IPAddress((0..<4).map { _ in UInt8.random(in: 0...1, using: &random) << 7 })
    }

    private static let mistakes = [
        ("10.0.0.300 web", "names:2: '10.0.0.300' is no address or network"),
        ("10.0.2.1/24 web", "names:2: '10.0.2.1/24' has bits behind its prefix; the network is 10.0.2.0/24"),
        ("10.0.0.1", "names:2: 10.0.0.1 has no name behind it"),
        ("10.0.0.1 # comment", "names:2: 10.0.0.1 has no name behind it"),
        ("10.0.0.1 web 01", "names:2: a name has no blanks; # begins a comment"),
        ("10.0.0.1 a\u{1B}[31mb", "names:2: the name of 10.0.0.1 is too long, or has characters that cannot be shown"),
        ("10.0.0.1 \u{202E}b", "names:2: the name of 10.0.0.1 is too long"),
        ("10.0.0.1 " + String(repeating: "x", count: 256), "names:2: the name of 10.0.0.1 is too long"),
        ("192.0.2.1 again", "names:2: 192.0.2.1 has a name already, in line 1"),
        ("\u{1B}[2J web", "names:2: '^[[2J' is no address or network"),
    ]

    @Test("a mistake is told with file and line, and costs no other line", arguments: mistakes)
    func problems(line: String, problem: String) {
        let file = Self.file("192.0.2.1 first\n\(line)\n192.0.2.3 last\n")
        #expect(file.problems.count == 1 && file.problems.first?.hasPrefix(problem) == true, "\(file.problems)")
        let names = PeerNames([file])
        #expect(names.name(of: "192.0.2.1")?.text == "first" && names.name(of: "192.0.2.3")?.text == "last")
    }

    @Test("of /etc/hosts the first name of a line counts; loopback and what is no address are passed over")
    func hosts() {
        let text =
            "127.0.0.1 localhost\n::1 localhost ip6-loopback\n127.0.1.1 me\nodd line\n10.0.2.17 web-01.example.com web-01\n"
        #expect(Self.file(text, form: .hosts).problems == [])
        #expect(Self.name("10.0.2.17", in: text, form: .hosts) == "web-01.example.com")
        for address in ["127.0.0.1", "127.0.1.1", "::1"] { #expect(Self.name(address, in: text, form: .hosts) == nil) }
        #expect(Self.name("127.0.0.1", in: "127.0.0.1 here") == "here", "a person may name it")
    }

    @Test("the first file wins for the same network, any file over DNS, and what DNS says is marked")
    func origins() {
        var names = PeerNames([
            Self.file("10.0.0.1 mine"), Self.file("10.0.0.1 theirs\n10.0.0.2 other\n10.9.0.0/16 lab"),
        ])
        for (address, name) in [("10.0.0.1", "ptr1"), ("10.0.0.3", "ptr3"), ("10.9.1.1", "ptr9")] {
            names.resolved[IPAddress(address)!] = name
        }
        #expect(names.name(of: "10.0.0.1")?.shown == "mine")
        #expect(names.name(of: "10.0.0.2")?.shown == "other")
        #expect(names.name(of: "10.9.1.1")?.shown == "lab")
        #expect(names.name(of: "10.0.0.3")?.shown == "~ptr3")
        #expect(names.name(of: "uid 0 pid 7") == nil)
    }

    @Test("more names than 65,536 are left out, and that is told")
    func bounded() {
        let text = (0..<70_000).map { "10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255) n\($0)\n" }.joined()
        let file = Self.file(text)
        #expect(file.entries.count == 65_536)
        #expect(file.problems == ["names:65537: the names from here on are left out: 65536 are enough"])
    }

    @Test("any bytes are read without a trap, and a name that is taken can be shown and typed")
    func hostile() {
        var random = SeededGenerator(for: #function)
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8(bool: Bool.random(using: &random), of: &random)
            }
            let file = NamesFile(Array("10.0.0.1 ".utf8) + bytes, path: "names", form: .names)
            for entry in file.entries {
                #expect(!Sanitiser().glyphs(entry.name.text).contains { $0.isMarked || $0.text == " " })
            }
        }
    }
}

extension UInt8 {
    /// A byte of any kind, or one of those that a line of the file is made of.
    fileprivate init(bool isAny: Bool, of random: inout SeededGenerator) {
        self =
            isAny
            ? .random(in: 0...255, using: &random) : Array("10.29/: \n#abw-\t".utf8).randomElement(using: &random)!
    }
}
