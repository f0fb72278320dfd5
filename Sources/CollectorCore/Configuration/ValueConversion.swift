// ValueConversion.swift: resolves `ext://` to the known Python objects and `cfg://` to a value of the document.

/// The conversion of one value.
///
/// Source: CPython `Lib/logging/config.py`, `BaseConfigurator.convert`, `ext_convert`, `cfg_convert`. There a reference
/// to a handler that is configured already gives the handler; here it gives its description, whatever the order.
struct ValueConversion {
    private static let mostSteps = 100

    let document: JSONObject
    /// The value being converted; problems are reported at its position.
    let origin: Setting
    private(set) var referencedKeys: Set<ExactName> = []
    private var steps = 0

    init(document: JSONObject, origin: Setting) {
        self.document = document
        self.origin = origin
    }

    mutating func convert(_ value: JSONValue) throws(ConfigurationProblem) -> JSONValue {
        guard case .string(let text) = value.kind else { return value }
        if text.hasPrefix("ext://") && !text.contains("\n") {
            return JSONValue(kind: try Self.external(String(text.dropFirst(6)), origin), position: value.position)
        }
        if text.hasPrefix("cfg://") && !text.contains("\n") { return try follow(String(text.dropFirst(6))) }
        return value
    }

    /// Resolves `handlers.file.filename` or `lists.ports[0]`.
    private mutating func follow(_ path: String) throws(ConfigurationProblem) -> JSONValue {
        steps += 1
        guard steps < Self.mostSteps else { throw origin.problem("the cfg:// references form a loop") }
        let steps = try ReferencePath.steps(of: path, origin)
        if case .key(let key) = steps[0] { referencedKeys.insert(ExactName(key)) }
        var value = JSONValue(kind: .object(document), position: SourcePosition(line: 1, column: 1))
        for step in steps {
            value = try convert(try descend(from: value, step, path))
        }
        return value
    }

    private func descend(
        from value: JSONValue, _ step: ReferencePath.Step, _ path: String
    ) throws(ConfigurationProblem) -> JSONValue {
        switch (value.kind, step) {
        case (.object(let object), .key(let key)):
            if let found = object[key] { return found }
            let hint = suggestion(for: key, among: object.members.map(\.key))
            throw origin.problem("cfg://\(path): there is no key \(quoted(key))\(hint)")
        case (.array(let elements), .index(let index)):
            if elements.indices.contains(index) { return elements[index] }
            throw origin.problem("cfg://\(path): there is no element \(index) in a list of \(elements.count)")
        case (_, .key(let key)):
            throw origin.problem("cfg://\(path): \(value.summary) has no key \(quoted(key))")
        case (_, .index(let index)):
            throw origin.problem("cfg://\(path): \(value.summary) has no element \(index)")
        }
    }
}

/// The grammar of what follows `cfg://`: a word, then any number of `.word` and `[word]`, with optional blanks.
enum ReferencePath {
    enum Step {
        case key(String)
        case index(Int)
    }

    static func steps(of path: String, _ origin: Setting) throws(ConfigurationProblem) -> [Step] {
        var rest = path.unicodeScalars[...]
        guard let first = word(&rest) else { throw origin.problem("cfg://\(path): a key must follow cfg://") }
        var steps: [Step] = [.key(first)]
        while !rest.isEmpty {
            let here = String(rest)
            let opening = rest.removeFirst()
            guard opening == "." || opening == "[", let key = word(&rest), opening == "." || rest.popFirst() == "]"
            else {
                throw origin.problem("cfg://\(path): expected .key or [index] at \(quoted(here))")
            }
            if opening == "[" { skipBlanks(&rest) }
            steps.append(opening == "[" ? Int(key).map(Step.index) ?? .key(key) : .key(key))
        }
        return steps
    }

    /// `\s*(\w+)\s*` of Python's regular expressions.
    private static func word(_ rest: inout Substring.UnicodeScalarView) -> String? {
        skipBlanks(&rest)
        let word = rest.prefix(while: \.isWordPart)
        rest = rest[word.endIndex...]
        skipBlanks(&rest)
        return word.isEmpty ? nil : String(word)
    }

    private static func skipBlanks(_ rest: inout Substring.UnicodeScalarView) {
        rest = rest.drop { $0.properties.isWhitespace }
    }
}
