// FilterParser+MessageField.swift: "field:status>=500": a field of the message, by its name there.

extension FilterParser {
    /// What stands behind `field:`: a name, and what its value must be.
    ///
    ///     condition = name [ op value { "," value } ]
    ///     name      = word | "quoted words"
    ///     value     = { word | "quoted words" | "*" | "?" }
    mutating func messageField(from start: Int) throws(FilterProblem) -> FieldCondition {
        let path = try messageFieldName(from: start)
        guard let comparison = comparison() else {
            if peek == "!" {
                throw problem(start, "to exclude values, write !field:\(path)=...", end: position + 1)
            }
            guard peek.map(endsWord) ?? true else { throw problem(position, Self.advice("field"), end: position + 1) }
            return FieldCondition(path)
        }
        let first = position
        var patterns: [FieldPattern] = []
        repeat {
            if !patterns.isEmpty { position += 1 }
            patterns.append(try messageFieldValue(from: start))
        } while peek == ","
        guard comparison != .colon, comparison != .equal else { return FieldCondition(path, .values(patterns)) }
        let text = String(self.text[first..<position])
        guard patterns.count == 1, case .text(let digits)? = patterns[0].parts.first, patterns[0].parts.count == 1,
            let number = FieldCondition.number(digits.utf8.span)
        else { throw problem(first, "not a number: \(text)", end: position) }
        return FieldCondition(path, .number(comparison, number, text: digits))
    }

    private mutating func messageFieldName(from start: Int) throws(FilterProblem) -> String {
        if peek == "\"" { return try quoted() }
        let first = position
        while let next = peek, !endsWord(next), !":=<>!\"".contains(next) { position += 1 }
        guard position > first else { throw problem(start, Self.advice("field"), end: max(position, start + 1)) }
        return String(text[first..<position])
    }

    private mutating func messageFieldValue(from start: Int) throws(FilterProblem) -> FieldPattern {
        let first = position
        var parts: [Glob.Part] = []
        func add(_ text: String) {
            if case .text(let before)? = parts.last {
                parts[parts.count - 1] = .text(before + text)
            } else {
                parts.append(.text(text))
            }
        }
        while let next = peek, next != ",", !endsWord(next) {
            switch next {
            case "\"":
                add(try quoted(mayBeEmpty: true))
                continue
            case "*": parts.append(.anyBytes)
            case "?": parts.append(.oneByte)
            default: add(String(next))
            }
            position += 1
        }
        guard position > first else {
            throw problem(start, "field:NAME= needs a value; \"\" is an empty one", end: position)
        }
        return FieldPattern(parts)
    }
}
