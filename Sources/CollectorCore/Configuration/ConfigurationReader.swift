// ConfigurationReader.swift: the document, the problems found so far, and the conversion of its values.

/// Reads a configuration in one pass and collects all problems.
struct ConfigurationReader {
    let document: JSONObject
    private(set) var problems: [ConfigurationProblem] = []
    /// Unknown keys of the document that a `cfg://` reference uses, so that they do have a purpose.
    private var referencedKeys: Set<ExactName> = []
    /// By section, the names of entries that could not be read; a reference to one of them is not an error of its own.
    private var broken: [String: [String]] = [:]

    init(document: JSONObject) {
        self.document = document
    }

    mutating func report(_ problem: ConfigurationProblem) {
        problems.append(problem)
    }

    mutating func warn(_ path: String, _ position: SourcePosition, _ message: String) {
        report(ConfigurationProblem(path: path, position: position, message: message, severity: .warning))
    }

    /// The result of `check`, or `fallback` after reporting its problem.
    mutating func take<Value>(
        _ fallback: Value, _ check: @autoclosure () throws(ConfigurationProblem) -> Value
    ) -> Value {
        do {
            return try check()
        } catch {
            report(error)
            return fallback
        }
    }

    /// The value with its `ext://` or `cfg://` reference resolved; `nil` after reporting a problem.
    mutating func converted(_ setting: Setting) -> Setting? {
        do {
            var conversion = ValueConversion(document: document, origin: setting)
            let value = try conversion.convert(setting.value)
            referencedKeys.formUnion(conversion.referencedKeys)
            return Setting(path: setting.path, value: value)
        } catch {
            report(error)
            return nil
        }
    }

    /// The converted value of a key; `nil` if it is absent or cannot be converted.
    mutating func setting(_ key: String, of entry: Entry) -> Setting? {
        guard let value = entry.object[key] else { return nil }
        return converted(Setting(path: Setting.path(entry.path, key), value: value))
    }

    /// As `setting(_:of:)`, where Python treats null as absent.
    mutating func present(_ key: String, of entry: Entry) -> Setting? {
        guard let setting = setting(key, of: entry), !setting.value.isNull else { return nil }
        return setting
    }

    /// As `setting(_:of:)`, where Python treats anything false as absent.
    mutating func truthful(_ key: String, of entry: Entry) -> Setting? {
        guard let setting = setting(key, of: entry), setting.value.isTrue else { return nil }
        return setting
    }

    /// Warns of the keys that CPython ignores.
    mutating func warnOfUnknownKeys(of entry: Entry, known: [String]) {
        for member in entry.object.members where !known.contains(member.key) {
            if entry.path.isEmpty && referencedKeys.contains(ExactName(member.key)) { continue }
            let hint = suggestion(for: member.key, among: known)
            let path = Setting.path(entry.path, member.key)
            warn(path, member.keyPosition, "unknown key; it has no effect\(hint)")
        }
    }
}

/// An object of the document that describes one thing, such as a handler.
struct Entry: Sendable {
    let path: String
    /// The last key of the path.
    let name: String
    let object: JSONObject
    let position: SourcePosition
}

extension ConfigurationReader {
    /// The entries of `formatters`, `filters`, `handlers` or `loggers`, in the order of the file.
    ///
    /// Python accepts an empty list or string as an empty section, but neither null nor a number.
    mutating func section(_ name: String) -> [Entry] {
        let whole = Entry(path: "", name: "", object: document, position: SourcePosition(line: 1, column: 1))
        guard let section = setting(name, of: whole) else { return [] }
        switch section.value.kind {
        case .array(let elements) where elements.isEmpty: return []
        case .string(let text) where text.isEmpty: return []
        default: break
        }
        guard let object = take(nil, try section.object()) else { return [] }
        return object.members.compactMap { member in
            let setting = Setting(path: Setting.path(name, member.key), value: member.value)
            if let entry = entry(setting, name: member.key) { return entry }
            noteBroken(member.key, in: name)
            return nil
        }
    }

    mutating func noteBroken(_ entry: String, in section: String) {
        broken[section, default: []].append(entry)
    }

    /// `known` with a placeholder for each entry of the section that could not be read.
    func withBroken<Value>(_ section: String, _ standIn: Value, _ known: [ExactName: Value]) -> [ExactName: Value] {
        let broken = broken[section, default: []].map { (ExactName($0), standIn) }
        return known.merging(broken) { value, _ in value }
    }

    mutating func entry(_ setting: Setting, name: String) -> Entry? {
        guard let setting = converted(setting) else { return nil }
        guard let object = take(nil, try setting.object()) else { return nil }
        return Entry(path: setting.path, name: name, object: object, position: setting.value.position)
    }

    /// The values of `known` for the names in a list.
    mutating func resolve<Value>(
        _ setting: Setting?, _ what: String, in known: [ExactName: Value]
    ) -> [Value] {
        guard let setting else { return [] }
        if case .string(let text) = setting.value.kind, text.unicodeScalars.count > 1 {
            let hint = known[ExactName(text)] == nil ? "" : "; did you mean [\(quoted(text))]?"
            report(setting.expected("a list of names of \(what)s", hint: hint))
            return []
        }
        var result: [Value] = []
        for element in take([], try setting.elements(of: "names of \(what)s")) {
            if let value = take(nil, try element.resolved(as: what, in: known)) { result.append(value) }
        }
        return result
    }
}

extension ConfigurationReader {
    /// A string, or `nil` for what Python treats as none.
    mutating func optionalText(_ key: String, of entry: Entry) -> String? {
        guard let setting = truthful(key, of: entry) else { return nil }
        return take(nil, try setting.text())
    }

    /// The members of an object under `key`, unconverted as in Python; none if it is absent or false.
    mutating func members(_ key: String, of entry: Entry) -> [(name: String, value: JSONValue)] {
        guard let setting = truthful(key, of: entry) else { return [] }
        guard let object = take(nil, try setting.object()) else { return [] }
        return object.members.map { ($0.key, $0.value) }
    }

    /// What `"."` sets after construction: raw values, any names.
    mutating func attributes(of entry: Entry) -> [(name: String, setting: Setting)] {
        let path = Setting.path(entry.path, ".")
        return members(".", of: entry).map { ($0.name, Setting(path: Setting.path(path, $0.name), value: $0.value)) }
    }
}

extension Setting {
    /// What the given name refers to.
    func resolved<Value>(as what: String, in known: [ExactName: Value]) throws(ConfigurationProblem) -> Value {
        guard case .string(let name) = value.kind else { throw expected("the name of a \(what)") }
        if let value = known[ExactName(name)] { return value }
        let names = known.keys.sorted().map(\.text)
        let hint = suggestion(for: name, among: names)
        throw problem("there is no \(what) \(quoted(name))\(hint)")
    }
}
