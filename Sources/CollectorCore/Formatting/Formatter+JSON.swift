// Formatter+JSON.swift: records as JSON objects, as written by the package python-json-logger.

extension Formatter {
    /// The parts of a JSON object with the members `fields`, and those that `json` adds.
    ///
    /// A name that no record has is `null`, as in the package.
    ///
    /// Source: python-json-logger 2.0.7 `jsonlogger.py` and 4.2.0 `core.py`, `add_fields`.
    static func jsonParts(
        _ json: JSONFormatterDescription, fields: [String], names: FieldNames, defaults: [NamedFormatValue]
    ) throws(FormatError) -> [FormatPart] {
        let conversion = TextConversion.json(ascii: json.ensureASCII)
        var members = JSONMembers()
        var newNames: [String: String] = [:]
        if json.dialect == .json {
            for rename in json.renameFields { newNames[rename.name] = rename.newName }
            for value in defaults { members.set(newNames[value.name] ?? value.name, .constant(value.value)) }
        }
        for name in fields {
            let field = RecordField.named(name)
            members.set(newNames[name] ?? name, field.map { .source(names.source($0)) } ?? .constant(.null))
        }
        for value in json.staticFields { members.set(newNames[value.name] ?? value.name, .constant(value.value)) }
        if let name = json.timestamp, !name.isEmpty {
            members.set(newNames[name] ?? name, .source(.attribute(.timestamp)))
        }
        if json.dialect == .jsonlogger {
            for rename in json.renameFields { try members.rename(rename.name, to: rename.newName) }
        }
        var parts = FormatParts()
        parts.append(literal: json.prefix)
        members.append(to: &parts, conversion)
        return parts.parts
    }
}

/// The members of an object in the order in which they are written; a member that is set again keeps its position.
private struct JSONMembers {
    enum Value {
        case source(FieldSource)
        case constant(FormatValue)
    }

    private var members: [(name: String, value: Value)] = []

    mutating func set(_ name: String, _ value: Value) {
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append((name, value))
        }
    }

    /// Moves a member to the end, or to the position of an existing member with the new name.
    mutating func rename(_ name: String, to newName: String) throws(FormatError) {
        guard let member = members.first(where: { $0.name == name }) else {
            let hint = nearMiss(of: name, among: members.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
            throw FormatError("cannot rename '\(name)': the format does not name it\(hint)")
        }
        set(newName, member.value)
        members.removeAll { $0.name == name }
    }

    func append(to parts: inout FormatParts, _ conversion: TextConversion) {
        let format = TextFormat(conversion: conversion)
        parts.append(literal: "{")
        for (number, member) in members.enumerated() {
            if number > 0 { parts.append(literal: ", ") }
            parts.append(.constant(.text(member.name)), .text(format))
            parts.append(literal: ": ")
            switch member.value {
            case .source(let source): parts.append(source, .text(format))
            case .constant(let value): value.append(to: &parts, format)
            }
        }
        parts.append(literal: "}")
    }
}

extension FormatValue {
    /// Appends the value as `json.dumps` writes it.
    fileprivate func append(to parts: inout FormatParts, _ format: TextFormat) {
        switch self {
        case .array(let values):
            parts.append(literal: "[")
            for (number, value) in values.enumerated() {
                if number > 0 { parts.append(literal: ", ") }
                value.append(to: &parts, format)
            }
            parts.append(literal: "]")
        case .object(let values):
            parts.append(literal: "{")
            for (number, member) in values.enumerated() {
                if number > 0 { parts.append(literal: ", ") }
                parts.append(.constant(.text(member.name)), .text(format))
                parts.append(literal: ": ")
                member.value.append(to: &parts, format)
            }
            parts.append(literal: "}")
        default: parts.append(.constant(FieldValue(self) ?? .none), .text(format))
        }
    }
}

extension FormatterDescription.Style {
    /// The names that `format` mentions, found as the package finds them: by a pattern, not by the rules of the style.
    func jsonFields(_ format: String, _ dialect: JSONFormatterDescription.Dialect) -> [String] {
        var scanner = FormatScanner(format)
        var names: [String] = []
        while !scanner.isAtEnd {
            switch self {
            case .percent: scanner.takeName(after: "%(", until: ")").map { names.append($0) }
            case .brace: scanner.takeName(after: "{", until: "}").map { names.append($0) }
            case .dollar: scanner.takeDollarName(dialect).map { names.append($0) }
            }
        }
        return names
    }
}

extension FormatScanner {
    /// `OPEN(.+?)CLOSE`, or `nil` after skipping one character.
    fileprivate mutating func takeName(after open: String, until close: Unicode.Scalar) -> String? {
        let start = position
        if open.unicodeScalars.allSatisfy({ skip($0) }), let first = peek, first != "\n" {
            let nameStart = position
            position += 1
            take { $0 != close && $0 != "\n" }
            let nameEnd = position
            if skip(close) { return text(nameStart..<nameEnd) }
        }
        position = start + 1
        return nil
    }

    /// `${name}`; since 3.0 also `$name`, but not `$$`.
    fileprivate mutating func takeDollarName(_ dialect: JSONFormatterDescription.Dialect) -> String? {
        if dialect == .json, peek == "$", position + 1 < scalars.count {
            let next = scalars[position + 1]
            if next == "$" {
                position += 2
                return nil
            }
            if next == "_" || next.isASCII && next.properties.isAlphabetic {
                position += 1
                return take { $0 == "_" || $0.isASCII && $0.isWord }
            }
        }
        return takeName(after: "${", until: "}")
    }
}
