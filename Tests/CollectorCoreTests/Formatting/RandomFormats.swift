// RandomFormats.swift: random formats and messages, from a seed.
import TestSupport

/// Makes one random case after the other.
struct RandomFormats {
    var generator: SeededGenerator

    private static let texts = [
        "message", "msg", "name", "levelname", "peer", "tlsSubject", "asctime", "facility",
        "severity", "funcName", "threadName", "site", "letter",
    ]
    private static let integers = ["levelno", "lineno", "process", "thread", "peerPort", "count", "yes"]
    private static let floats = ["created", "msecs", "relativeCreated", "ratio", "big", "tiny", "infinite"]
    private static let others = ["args", "exc_info", "taskName", "nothing", "nosuch", "Message", "0", ""]

    mutating func next() -> FormatterCase {
        var one = FormatterCase()
        one.style = generator.pick(["%", "{", "$", "%", "{"])
        one.validate = generator.chance(70)
        one.format = format(style: one.style)
        if generator.chance(50) { one.datefmt = datefmt() }
        if generator.chance(15) { one.json = jsonOptions() }
        one.message = message()
        one.nanoseconds = nanoseconds()
        one.name = generator.pick(["192.0.2.7", "2001:db8::1", "pysyslog.cli"])
        one.levelno = generator.pick([20, 20, 30, 0, -7, 15, 1000])
        one.peerPort = generator.pick([0, 65, 233, 8364, 51_234])
        return one
    }

    private mutating func format(style: String) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            text += generator.pick(["", " ", "é: ", "\u{1F600}", "\"", "\n", "%%", "{{", "}}", "$$", "[]()"])
            let (name, kind) = field()
            switch style {
            case "%": text += percent(name, kind)
            case "{": text += brace(name, kind)
            default: text += generator.pick(["$\(name)", "${\(name)}", "${\(name)}", "$\(name)x"])
            }
        }
        if generator.chance(4) { text += generator.pick(["%", "{", "}", "$", "%(message)", "{message", "${ x }"]) }
        if generator.chance(2) {
            let place = text.unicodeScalars.indices.randomElement(using: &generator)
            if let place { text.unicodeScalars.remove(at: place) }
        }
        return text
    }

    /// A name and the kind of its value: s, d, f or n.
    private mutating func field() -> (name: String, kind: String) {
        switch Int.random(in: 0..<100, using: &generator) {
        case ..<55: (generator.pick(RandomFormats.texts), "s")
        case ..<75: (generator.pick(RandomFormats.integers), "d")
        case ..<97: (generator.pick(RandomFormats.floats), "f")
        default: (generator.pick(RandomFormats.others), "n")
        }
    }

    private mutating func percent(_ name: String, _ kind: String) -> String {
        var text = "%(\(name))"
        for _ in 0..<2 where generator.chance(40) { text += generator.pick(["-", "+", " ", "#", "0"]) }
        if generator.chance(50) { text += generator.pick(["1", "5", "12", "20", "07", "*"]) }
        if generator.chance(30) { text += generator.pick([".", ".0", ".1", ".3", ".12", ".017", ".*"]) }
        if generator.chance(4) { text += generator.pick(["h", "l", "L", "ll"]) }
        let any = ["s", "r", "a", "d", "i", "u", "o", "x", "X", "e", "E", "f", "F", "g", "G", "c", "z", "%", "é"]
        let fitting: [String: [String]] = [
            "s": ["s", "s", "r", "a"], "d": ["d", "i", "u", "o", "x", "X", "c", "e", "f", "g", "s", "r"],
            "f": ["d", "e", "E", "f", "F", "g", "G", "s", "r", "a"], "n": ["s", "r", "a"],
        ]
        return text + generator.pick(generator.chance(95) ? fitting[kind]! : any)
    }

    private mutating func brace(_ name: String, _ kind: String) -> String {
        var text = "{" + name
        var kind = kind
        let accessors = ["[0]", "[3]", "[-1]", "[a]", "[0][0]", ".upper", "[]", "[1"]
        if generator.chance(8) { text += generator.pick(accessors) }
        if generator.chance(20) {
            text += generator.pick(["!r", "!s", "!a", "!a", "!r", "!z"])
            kind = "s"
        }
        guard kind != "n" || generator.chance(10) else { return text + "}" }
        if generator.chance(75) { text += ":" + specification(kind) }
        return text + "}"
    }

    private mutating func specification(_ kind: String) -> String {
        let odd = generator.chance(5)
        var text = ""
        if generator.chance(40) { text += generator.pick(["", "*", "é", "0", "\u{1F600}", "_"]) }
        if !text.isEmpty || generator.chance(30) { text += generator.pick(["<", ">", "^", kind == "s" ? "<" : "="]) }
        if kind != "s" || odd {
            if generator.chance(30) { text += generator.pick(["+", "-", " "]) }
            if generator.chance(4) { text += "z" }
            if generator.chance(25) { text += "#" }
        }
        if generator.chance(20) { text += "0" }
        if generator.chance(60) { text += generator.pick(["1", "9", "15", "24", "{wide}", "{lineno}", "{levelno}"]) }
        if kind != "s" || odd, generator.chance(30) { text += generator.pick([",", "_", ",", "_", ",_"]) }
        let precisions = [".0", ".1", ".4", ".20", ".", ".{wide}"]
        if kind != "d" || odd, generator.chance(35) { text += generator.pick(precisions) }
        let any = ["s", "b", "c", "d", "e", "E", "f", "F", "g", "G", "n", "o", "x", "X", "%", "q"]
        let fitting: [String: [String]] = [
            "s": ["", "s"], "d": ["", "b", "c", "d", "n", "o", "x", "X", "e", "f", "g", "%"],
            "f": ["", "", "e", "E", "f", "F", "g", "G", "n", "%"], "n": [""],
        ]
        return text + generator.pick(odd ? any : fitting[kind]!)
    }

    private mutating func datefmt() -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            text += generator.pick([
                "%Y-%m-%d", "%H:%M:%S", "%b %e", "%A", "%f", "%Q", "%+", "%L", "%-d", "%_H", "%^a", "%10Y", "%s", "%z",
                "%Z", "%%", "é", " ", "%j %U", "%P", "%c", "%Ey", "%Od", "%", "%300d", "%3500d%%a", "%G-W%V",
            ])
        }
        return text
    }

    private mutating func jsonOptions() -> FormatterCase.JSONOptions {
        var options = FormatterCase.JSONOptions()
        options.dialect = generator.pick(["json", "jsonlogger"])
        if generator.chance(50) { options.renameFields = [generator.pick(["message", "levelname", "x"]): "renamed é"] }
        if generator.chance(30) { options.staticFields = ["env": "prod\"\u{1F600}"] }
        if generator.chance(40) { options.timestamp = generator.pick(["timestamp", "@ts", "message", ""]) }
        options.ensureASCII = generator.chance(50)
        if generator.chance(10) { options.prefix = "@cee: " }
        return options
    }

    private mutating func nanoseconds() -> Int64 {
        let second = Int64.random(in: 0..<4_000_000_000, using: &generator) * 1_000_000_000
        let any = Int64.random(in: 0..<1_000_000_000, using: &generator)
        return second + generator.pick([0, 1, 999_999_999, 500_000_000, 7_999_999, any])
    }

    private static let priorities = ["<34>", "<191>", "<192>", "<0>", "<007>", "<>", "<1234>"]
    private static let malformed: [[UInt8]] = [
        [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98],
    ]
    private static let words = [
        "é", "e\u{301}", "\r\n", "\u{FEFF}", "\u{200B}", "\u{85}", "\u{1F600}", "'", "\"", "\\", "日本",
        "text", "100% {x} $y", "it's", "a \"b\"",
    ]

    /// Bytes of all kinds: text in many scripts, unprintable characters, and invalid UTF-8.
    private mutating func message() -> [UInt8] {
        var bytes: [UInt8] = generator.chance(40) ? Array(generator.pick(RandomFormats.priorities).utf8) : []
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: bytes.append(UInt8.random(in: 0x80...0xFF, using: &generator))
            case 1: bytes += generator.pick(RandomFormats.malformed)
            case 2: bytes.append(UInt8.random(in: 0..<0x80, using: &generator))
            case 3: bytes += scalar(in: 0..<0x11_0000).utf8
            case 4: bytes += scalar(in: 0x80..<0x3000).utf8
            default: bytes += generator.pick(RandomFormats.words).utf8
            }
        }
        return bytes
    }

    /// A character of Unicode 14 or none at all; later versions of Python print more.
    private mutating func scalar(in range: Range<UInt32>) -> String {
        guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) else { return "x" }
        if let age = scalar.properties.age, (age.major, age.minor) > (14, 0) { return "x" }
        return String(scalar)
    }
}
