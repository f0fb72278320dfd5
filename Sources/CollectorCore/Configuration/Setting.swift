// Setting.swift: a value of the configuration with its position, and the checks of its type.

/// A value and its path. The checks throw a problem; the caller collects them.
struct Setting: Sendable {
    let path: String
    let value: JSONValue

    func problem(_ message: String) -> ConfigurationProblem {
        ConfigurationProblem(path: path, position: value.position, message: message)
    }

    func expected(_ what: String, hint: String = "") -> ConfigurationProblem {
        problem("expected \(what), got \(value.summary)\(hint)")
    }

    /// `handlers` and `127.0.0.1` give `handlers."127.0.0.1"`: a dot inside a name does not separate keys.
    static func path(_ path: String, _ key: String) -> String {
        (path.isEmpty ? "" : path + ".") + key.quotedIfNeeded(besides: "-")
    }

    func element(_ index: Int, _ value: JSONValue) -> Setting {
        Setting(path: "\(path)[\(index)]", value: value)
    }
}

/// The checks. Where Python accepts a bool as an integer, so do these.
extension Setting {
    func truth() -> Bool { value.isTrue }

    func text() throws(ConfigurationProblem) -> String {
        try text(as: "a text")
    }

    func text(as what: String) throws(ConfigurationProblem) -> String {
        guard case .string(let text) = value.kind else { throw expected(what) }
        return text
    }

    /// The name of something outside the process: not empty, and without NUL, which no system call accepts.
    func name(of what: String) throws(ConfigurationProblem) -> String {
        let text = try text(as: what)
        guard !text.isEmpty, !text.unicodeScalars.contains("\0") else { throw expected(what) }
        return text
    }

    func object() throws(ConfigurationProblem) -> JSONObject {
        guard case .object(let object) = value.kind else { throw expected("an object {...}") }
        return object
    }

    func number() throws(ConfigurationProblem) -> Double {
        switch value.kind {
        case .bool(let truth): return truth ? 1 : 0
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        default: throw expected("a number")
        }
    }

    /// A number compared with integers, so that a fraction means the next integer above.
    func bound() throws(ConfigurationProblem) -> Int {
        switch value.kind {
        case .bool(let truth): return truth ? 1 : 0
        case .integer(let integer): return integer
        case .number(let number) where number.isNaN: throw expected("a number")
        case .number(let number): return Int(exactly: number.rounded(.up)) ?? (number < 0 ? .min : .max)
        default: throw expected("a number")
        }
    }

    func wholeNumber() throws(ConfigurationProblem) -> Int {
        if case .number(let number) = value.kind, number.rounded() != number { throw expected("a whole number") }
        return try bound()
    }

    func count(of what: String) throws(ConfigurationProblem) -> Int {
        let count = try wholeNumber()
        guard count > 0 else { throw expected("a number of \(what) above 0") }
        return count
    }

    /// Seconds or a factor, above 0.
    func positiveNumber() throws(ConfigurationProblem) -> Double {
        let seconds = try number()
        guard seconds > 0, seconds.isFinite else { throw expected("a number above 0") }
        return seconds
    }

    func port() throws(ConfigurationProblem) -> UInt16 {
        if case .string(let text) = value.kind, let port = UInt16(text) { return port }
        guard let number = try? wholeNumber(), let port = UInt16(exactly: number) else {
            throw expected("a port number from 0 to 65535")
        }
        return port
    }

    private static let levels = "a level: \(alternatives(Level.named.map { quoted($0.name) } + ["an integer"]))"

    /// Python accepts an integer or one of its eight names, spelled exactly.
    func level() throws(ConfigurationProblem) -> Level {
        switch value.kind {
        case .bool(let truth): return Level(rawValue: truth ? 1 : 0)
        case .integer(let integer): return Level(rawValue: integer)
        case .string(let text):
            if let found = Level.named.first(where: { $0.name == text }) { return found.level }
            throw expected(Self.levels, hint: suggestion(for: text, among: Level.named.map(\.name)))
        default: throw expected(Self.levels)
        }
    }

    /// One of a few words; `words` has their preferred spelling.
    func word<Value>(_ what: String, of words: [(name: String, value: Value)]) throws(ConfigurationProblem) -> Value {
        let names = words.map(\.name)
        let expectation = "\(what): \(alternatives(names.map(quoted)))"
        guard case .string(let text) = value.kind else { throw expected(expectation) }
        guard let found = words.first(where: { $0.name == text }) else {
            throw expected(expectation, hint: suggestion(for: text, among: names))
        }
        return found.value
    }

    /// The elements of a list; of a text its characters and of an object its keys, over which Python iterates too.
    func elements(of what: String) throws(ConfigurationProblem) -> [Setting] {
        let values: [JSONValue]
        switch value.kind {
        case _ where !value.isTrue: values = []
        case .array(let elements): values = elements
        case .string(let text):
            values = text.unicodeScalars.map { JSONValue(kind: .string(String($0)), position: value.position) }
        case .object(let object):
            values = object.members.map { JSONValue(kind: .string($0.key), position: $0.keyPosition) }
        default: throw expected("a list of \(what)")
        }
        return values.enumerated().map { element($0.offset, $0.element) }
    }

    /// `[user, password]` and the like.
    func pair(_ what: String) throws(ConfigurationProblem) -> (Setting, Setting) {
        guard case .array(let elements) = value.kind, elements.count == 2 else { throw expected(what) }
        return (element(0, elements[0]), element(1, elements[1]))
    }
}
