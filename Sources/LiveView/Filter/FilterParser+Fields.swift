// FilterParser+Fields.swift: "peer:10.0.2.0/24", "sev<=warn": a field, an operator, a value.
import CollectorCore

extension FilterParser {
    private static let fields = [
        "peer", "name", "at", "listener", "host", "app", "pid", "sev", "fac", "tls", "bad", "kind", "age", "len",
        "silent", "field", "time",
    ]
    /// Other names of the fields.
    private static let aliases = [
        "addr": "peer", "ip": "peer", "hostname": "host", "tag": "app", "severity": "sev", "facility": "fac",
        "length": "len",
    ]

    /// Whether a word that is being typed may become the name of a field, and is not to be searched as text yet.
    static func mayBecomeField(_ word: Substring) -> Bool {
        let name = word.drop { $0 == "!" || $0 == "-" || $0 == "(" }.lowercased()
        // The name of a field of the message is not finished before it is compared with something.
        if name.hasPrefix("field:") { return !name.dropFirst(6).contains { "=<>:".contains($0) } }
        return !name.isEmpty && (fields + aliases.keys).contains { $0.hasPrefix(name) }
    }

    mutating func wordOrField() throws(FilterProblem) -> FilterTerm {
        let start = position
        if let address = try address(start) { return address }
        let letters = text[start...].prefix { $0.isASCII && $0.isLetter }
        let name = String(letters)
        position = start + letters.count
        guard !name.isEmpty, let comparison = comparison() else {
            position = start
            return .text(word())
        }
        let lowered = name.lowercased()
        let field = Self.aliases[lowered] ?? lowered
        guard Self.fields.contains(field) else {
            // Most short words are near "at", "file" is near "field", "line" near "time", and "date" near "name".
            let words = Self.fields.filter { !["at", "field", "time", "name"].contains($0) }
            if let meant = nearMiss(of: name, among: words) {
                throw problem(
                    start, "no field \"\(name)\": did you mean \(meant)? To find the text, quote it", end: position)
            }
            position = start
            let word = word()
            if comparison == .colon, Self.looksLikeField(name, word) { unknownField = unknownField ?? name }
            return .text(word)
        }
        if field == "field" {
            guard comparison == .colon else { throw problem(start, Self.advice(field), end: position) }
            return .field(try messageField(from: start))
        }
        let values = try values(of: field, from: start)
        return try term(field, comparison, values, start)
    }

    /// Whether the part before the colon was probably meant as a field: the word is no URL, no part of an IP or MAC
    /// address, no `Class::method` and no `C:\file`, and something follows the colon.
    private static func looksLikeField(_ name: String, _ word: String) -> Bool {
        let value = word.dropFirst(name.count + 1)
        let isHexadecimal = name.count <= 4 && name.allSatisfy(\.isHexDigit)
        return name.count > 1 && !isHexadecimal && !value.isEmpty && value.first != ":" && !value.hasPrefix("//")
    }

    /// A word that is an address, a network or a glob of addresses denotes the peer.
    private mutating func address(_ start: Int) throws(FilterProblem) -> FilterTerm? {
        let word = word()
        do throws(AddressMistake) {
            if let pattern = try AddressPattern.read(word) { return .peer([pattern]) }
        } catch {
            throw problem(start, error.reason, end: position)
        }
        position = start
        return nil
    }

    mutating func comparison() -> Comparison? {
        for comparison in Comparison.allCases where matches(comparison.rawValue) {
            position += comparison.rawValue.count
            return comparison
        }
        return nil
    }

    private func matches(_ operation: String) -> Bool {
        text[position...].starts(with: operation)
    }

    /// Values separated by commas, each with its range.
    private mutating func values(
        of field: String, from start: Int
    ) throws(FilterProblem) -> [(text: String, range: Range<Int>)] {
        var values: [(text: String, range: Range<Int>)] = []
        repeat {
            if !values.isEmpty { position += 1 }
            let first = position
            var value = ""
            if peek == "\"" {
                value = try quoted()
            } else {
                while let next = peek, next != ",", !endsWord(next) {
                    value.append(next)
                    position += 1
                }
            }
            guard !value.isEmpty else { throw problem(start, Self.advice(field), end: max(position, start + 1)) }
            values.append((value, first..<position))
        } while peek == ","
        return values
    }

    static func advice(_ field: String) -> String {
        switch field {
        case "peer": "peer: needs an address, as in peer:10.0.2.17 or peer:10.0.0.0/8"
        case "sev": "sev needs a severity, as in sev<=warn or sev:err,crit or sev:none"
        case "fac": "fac: needs a facility, as in fac:auth"
        case "tls": "tls: needs yes, no or a version, as in tls:1.3"
        case "bad": "bad: needs utf8, control or cut"
        case "kind": "kind: needs an ID as P shows it, as in kind:3f2a91c0"
        case "age": "age needs a time, as in age<5m"
        case "time": "time: needs a time, as in time:14:03 or time:14:03..14:05"
        case "silent": "silent needs yes, no or a time, as in silent:yes or silent>5m"
        case "field": "field: needs a name, as in field:status or field:user.id=7; quote a name with signs"
        case "len": "len needs a number of bytes, as in len>1000"
        case "listener": "listener: needs a name of a listener, as in listener:tls-*"
        default: "\(field): needs a name, as in \(field):web-*"
        }
    }

    private func term(
        _ field: String, _ comparison: Comparison, _ values: [(text: String, range: Range<Int>)], _ start: Int
    ) throws(FilterProblem) -> FilterTerm {
        let isOrdered = comparison != .colon && comparison != .equal
        if isOrdered, !["sev", "age", "len", "silent"].contains(field) {
            throw problem(start, "\(field) can only be compared with :", end: position)
        }
        if isOrdered || ["age", "len", "silent"].contains(field), values.count > 1 {
            throw problem(start, "\(field)\(comparison.rawValue) takes one value", end: position)
        }
        switch field {
        case "peer": return .peer(try values.map { value throws(FilterProblem) in try peer(value) })
        case "name": return .name(values.map { Glob($0.text) })
        case "at": return .collector(values.map { Glob($0.text) })
        case "listener": return .listener(values.map { Glob($0.text) })
        case "host": return .host(values.map { Glob($0.text) })
        case "app": return .app(values.map { Glob($0.text) })
        case "pid": return .process(values.map { Glob($0.text) })
        case "sev": return .severity(try severities(comparison, values))
        case "fac": return .facility(try facilities(values))
        case "tls": return .tls(values.map { $0.text.lowercased() })
        case "silent": return .silent(try silence(comparison, values[0]))
        case "bad": return .bad(try defects(values))
        case "kind": return .kind(try kinds(values))
        case "time": return .time(try values.map { value throws(FilterProblem) in try span(value) })
        case "age": return .age(comparison, try seconds(values[0]))
        default: return .length(comparison, try bytes(values[0]))
        }
    }
}
