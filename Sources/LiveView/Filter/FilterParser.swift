// FilterParser.swift: parses the text of a filter into a syntax tree, or reports what is wrong and where.

/// Reads a filter: words are ANDed, `OR` or `|` separates groups, `!` or `-` excludes, parentheses group.
///
///     filter = group { ("OR" | "|") group }
///     group  = { term }
///     term   = [ "!" | "-" ] ( field op value | word | "quoted words" | /regex/[i] | "(" filter ")" )
package struct FilterParser {
    let text: [Character]
    var position = 0
    /// A name before a colon that looks like a field but is not one.
    var unknownField: String?
    private var depth = 0
    /// The greatest depth of nested parentheses; each level takes stack.
    private static let depthLimit = 32

    private init(_ text: String) {
        self.text = Array(text)
    }

    package static func parse(_ text: String) throws(FilterProblem) -> FilterNode {
        var parser = FilterParser(text)
        let node = try parser.filter()
        guard parser.position == parser.text.count else {
            throw parser.problem(parser.position, "this ) has no matching (")
        }
        return node
    }

    /// A remark on a valid filter that may not mean what was intended; usually `nil`.
    static func remark(on text: String) -> String? {
        var parser = FilterParser(text)
        guard (try? parser.filter()) != nil, let name = parser.unknownField else { return nil }
        return "no field \"\(name)\": searched as text"
    }

    func problem(_ start: Int, _ reason: String, end: Int? = nil) -> FilterProblem {
        FilterProblem(range: start..<max(end ?? text.count, start), reason: reason)
    }

    private mutating func filter() throws(FilterProblem) -> FilterNode {
        let start = position
        var groups = [try group()]
        while let bar = separator() {
            if case .all(let terms) = groups[groups.count - 1].kind, terms.isEmpty {
                throw problem(bar.lowerBound, "OR needs a term on its left", end: bar.upperBound)
            }
            let group = try group()
            if case .all(let terms) = group.kind, terms.isEmpty {
                throw problem(bar.lowerBound, "OR needs a term on its right", end: bar.upperBound)
            }
            groups.append(group)
        }
        return groups.count == 1 ? groups[0] : FilterNode(kind: .any(groups), range: start..<position)
    }

    private mutating func separator() -> Range<Int>? {
        let start = position
        if peek == "|" {
            position += 1
            return start..<position
        }
        return keyword("OR")
    }

    /// Reads an operator, which is a word in capitals.
    private mutating func keyword(_ word: String) -> Range<Int>? {
        let start = position
        guard text[start...].starts(with: word), peek(word.count).map(endsWord) ?? true else { return nil }
        position += word.count
        return start..<position
    }

    /// AND means the same as a blank, but needs a term on both sides.
    private mutating func skipAnd(_ word: Range<Int>, isFirst: Bool) throws(FilterProblem) {
        if isFirst { throw problem(word.lowerBound, "AND needs a term on its left", end: word.upperBound) }
        skipBlanks()
        let after = position
        let isLast = peek.map { endsWord($0) } ?? true
        let isOperator = keyword("AND") != nil || keyword("OR") != nil
        position = after
        if isLast || isOperator {
            throw problem(word.lowerBound, "AND needs a term on its right", end: word.upperBound)
        }
    }

    private mutating func group() throws(FilterProblem) -> FilterNode {
        var terms: [FilterNode] = []
        skipBlanks()
        let start = position
        while let next = peek, next != "|", !(next == ")" && depth > 0) {
            if let and = keyword("AND") {
                try skipAnd(and, isFirst: terms.isEmpty)
                continue
            }
            let before = position
            if separator() != nil {
                position = before
                break
            }
            if next == ")" { throw problem(position, "this ) has no matching (", end: position + 1) }
            terms.append(try term())
            skipBlanks()
        }
        return FilterNode(kind: .all(terms), range: start..<position)
    }

    private mutating func term() throws(FilterProblem) -> FilterNode {
        let start = position
        var isNegated = false
        while true {
            let before = position
            if peek == "!" || (peek == "-" && !isNegated) {
                position += 1
            } else if keyword("NOT") != nil {
                skipBlanks()
            } else {
                break
            }
            if position > before { isNegated.toggle() }
        }
        guard let next = peek, !endsWord(next) else {
            let sign = text[start] == "N" ? "NOT" : String(text[start])
            throw problem(start, "\(sign) needs a term on its right", end: position)
        }
        var node: FilterNode
        switch next {
        case "(": node = try parenthesis()
        case "\"": node = FilterNode(kind: .term(.text(try quoted())), range: start..<position)
        case "/": node = FilterNode(kind: .term(try expression()), range: start..<position)
        default: node = FilterNode(kind: .term(try wordOrField()), range: start..<position)
        }
        node.isNegated = node.isNegated != isNegated
        node.range = start..<position
        return node
    }

    private mutating func parenthesis() throws(FilterProblem) -> FilterNode {
        let start = position
        guard depth < Self.depthLimit else { throw problem(start, "the parentheses are nested too deeply") }
        position += 1
        depth += 1
        let node = try filter()
        depth -= 1
        guard peek == ")" else { throw problem(start, "this ( is not closed", end: start + 1) }
        position += 1
        if case .all(let terms) = node.kind, terms.isEmpty {
            throw problem(start, "these parentheses are empty", end: position)
        }
        return node
    }
}

// MARK: - Words

extension FilterParser {
    var peek: Character? { peek(0) }

    func peek(_ offset: Int) -> Character? {
        position + offset < text.count ? text[position + offset] : nil
    }

    private mutating func skipBlanks() {
        while let next = peek, next.isWhitespace { position += 1 }
    }

    func endsWord(_ character: Character) -> Bool {
        character.isWhitespace || character == "|" || (character == ")" && depth > 0)
    }

    /// An unquoted word, up to a blank.
    mutating func word() -> String {
        let start = position
        while let next = peek, !endsWord(next) { position += 1 }
        return String(text[start..<position])
    }

    /// The text between double quotes; a backslash escapes a quote or a backslash.
    mutating func quoted(mayBeEmpty: Bool = false) throws(FilterProblem) -> String {
        let start = position
        position += 1
        var value = ""
        while let next = peek, next != "\"" {
            if next == "\\", let escaped = peek(1), escaped == "\"" || escaped == "\\" { position += 1 }
            value.append(text[position])
            position += 1
        }
        guard peek != nil else { throw problem(start, "this quote is not closed") }
        position += 1
        guard mayBeEmpty || !value.isEmpty else { throw problem(start, "these quotes are empty", end: position) }
        return value
    }

    /// A regular expression between slashes, and its flags.
    private mutating func expression() throws(FilterProblem) -> FilterTerm {
        let start = position
        position += 1
        var pattern = ""
        while let next = peek, next != "/" {
            if next == "\\", peek(1) == "/" {
                position += 1
            } else if next == "\\", peek(1) != nil {
                pattern.append(next)
                position += 1
            }
            pattern.append(text[position])
            position += 1
        }
        guard peek != nil else {
            throw problem(start, "a regular expression ends with /; to find a path, quote it: \"/var\"")
        }
        position += 1
        let flags = word()
        guard flags.isEmpty || flags == "i" else {
            throw problem(start, "only the flag i may follow the last /; to find a path, quote it", end: position)
        }
        guard !pattern.isEmpty else { throw problem(start, "this expression is empty", end: position) }
        do throws(RegularExpressionError) {
            _ = try RegularExpression(pattern, ignoresCase: flags == "i")
        } catch {
            throw problem(start + 1 + min(error.offset, pattern.count), error.reason, end: position)
        }
        return .expression(pattern: pattern, ignoresCase: flags == "i")
    }
}
