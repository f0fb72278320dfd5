// Formatter+BraceValidation.swift: CPython's checks of a "{"-style format when a formatter is created.

extension Formatter {
    /// Source: CPython `Lib/logging/__init__.py`, `StrFormatStyle.validate`.
    static func validateBrace(_ format: String) throws(FormatError) {
        do throws(FormatError) {
            var markup = BraceMarkup(format)
            var hasNames = false
            while let (_, field) = try markup.next() {
                guard let field else { continue }
                try validate(field)
                if !field.name.isEmpty { hasNames = true }
            }
            if !hasNames { throw FormatError("no fields") }
        } catch {
            throw FormatError("invalid format: \(error.reason)")
        }
    }

    private static func validate(_ field: BraceField) throws(FormatError) {
        if !field.name.isEmpty, !isFieldName(field.name) {
            throw FormatError("invalid field name/expression: '\(field.name)'")
        }
        if let conversion = field.conversion, !"rsa".unicodeScalars.contains(conversion) {
            throw FormatError("invalid conversion: '\(conversion)'")
        }
        if !field.specification.isEmpty, !isSpecification(field.specification) {
            throw FormatError("bad specifier: '\(field.specification)'")
        }
    }

    /// `^(\d+|\w+)(\.\w+|\[[^]]+\])*$`
    private static func isFieldName(_ name: String) -> Bool {
        var scanner = FormatScanner(name)
        guard !scanner.take(while: { $0.isWord }).isEmpty else { return false }
        while let scalar = scanner.next() {
            switch scalar {
            case ".": if scanner.take(while: { $0.isWord }).isEmpty { return false }
            case "[": if scanner.take(while: { $0 != "]" }).isEmpty || !scanner.skip("]") { return false }
            default: return scalar == "\n" && scanner.isAtEnd
            }
        }
        return true
    }

    /// `^(.?[<>=^])?[+ -]?#?0?(\d+|{\w+})?[,_]?(\.(\d+|{\w+}))?[bcdefgnosx%]?$`, any case.
    private static func isSpecification(_ text: String) -> Bool {
        var scanner = FormatScanner(text)
        if scanner.scalars.count > 1, Alignment(scanner.scalars[1]) != nil, scanner.peek != "\n" {
            scanner.position = 2
        } else if let first = scanner.peek, Alignment(first) != nil {
            scanner.position = 1
        }
        if let sign = scanner.peek, "+- ".unicodeScalars.contains(sign) { scanner.position += 1 }
        _ = scanner.skip("#")
        guard scanner.skipNumberOrField() != nil else { return false }
        if let separator = scanner.peek, ",_".unicodeScalars.contains(separator) { scanner.position += 1 }
        if scanner.skip("."), scanner.skipNumberOrField() != true { return false }
        if let type = scanner.peek, "bcdefgnosx%BCDEFGNOSX".unicodeScalars.contains(type) { scanner.position += 1 }
        if scanner.skip("\n") { return scanner.isAtEnd }
        return scanner.isAtEnd
    }
}

extension FormatScanner {
    /// Skips digits, or zeros and `{name}`; `false` if there is neither, `nil` if a field is malformed.
    fileprivate mutating func skipNumberOrField() -> Bool? {
        let digits = take { $0.properties.generalCategory == .decimalNumber }
        guard peek == "{", digits.isEmpty || digits == "0" else { return !digits.isEmpty }
        position += 1
        let name = take { $0.isWord }
        return name.isEmpty || !skip("}") ? nil : true
    }
}
