// ConfigurationReader+Formatters.swift: the section `formatters`.

extension ConfigurationReader {
    /// The formatters in the order of the file.
    ///
    /// Source: CPython `Lib/logging/config.py`, `configure_formatter`; python-json-logger `core.py`,
    /// `BaseJsonFormatter`.
    mutating func formatters() -> [ConfiguredFormatter] {
        section("formatters").map { formatter($0) }
    }

    private mutating func formatter(_ entry: Entry) -> ConfiguredFormatter {
        let noted = problems.count
        let isFactory = entry.object["()"] != nil
        let className = formatterClassName(isFactory ? setting("()", of: entry) : truthful("class", of: entry))
        let kind = FormatterClass.named(className) ?? .plain
        isFactory ? refuseUnknownArguments(of: entry, kind) : warnOfUnknownFormatterKeys(of: entry, kind)
        let formatKey = entry.object["fmt"] != nil && (isFactory || kind == .json) ? "fmt" : "format"
        var description = description(entry, formatKey: formatKey)
        if kind == .json { description.json = json(entry, className: className) }
        if isFactory { applyAttributes(of: entry, to: &description) }
        if problems[noted...].allSatisfy({ $0.severity == .warning }) {
            compile(description, entry, formatKey: formatKey)
        }
        return ConfiguredFormatter(name: entry.name, description: description, position: entry.position)
    }

    private mutating func formatterClassName(_ setting: Setting?) -> String {
        let plain = FormatterClass.plain.names[0]
        guard let setting else { return plain }
        return take(plain, try setting.className(of: "formatter", among: FormatterClass.names))
    }

    private mutating func description(_ entry: Entry, formatKey: String) -> FormatterDescription {
        var description = FormatterDescription()
        description.format = optionalText(formatKey, of: entry)
        description.datefmt = optionalText("datefmt", of: entry)
        let styles = FormatterDescription.Style.allCases.map { (name: String($0.rawValue), value: $0) }
        if let style = setting("style", of: entry) {
            description.style = take(.percent, try style.word("a style", of: styles))
        }
        if let validate = setting("validate", of: entry) { description.validate = validate.truth() }
        description.defaults = constants("defaults", of: entry)
        return description
    }

    /// Compiles the format; errors are reported at its position.
    private mutating func compile(_ description: FormatterDescription, _ entry: Entry, formatKey: String) {
        do {
            _ = try Formatter(description)
        } catch {
            let key = description.datefmt?.utf8.contains(0) == true ? "datefmt" : formatKey
            let value = entry.object[key]
            let path = value == nil ? entry.path : Setting.path(entry.path, key)
            report(ConfigurationProblem(path: path, position: value?.position ?? entry.position, message: error.reason))
        }
    }

    private mutating func json(_ entry: Entry, className: String) -> JSONFormatterDescription {
        let isOld = className == FormatterClass.json.names[0]
        var json = JSONFormatterDescription(dialect: isOld ? .jsonlogger : .json)
        json.staticFields = constants("static_fields", of: entry)
        json.prefix = optionalText("prefix", of: entry) ?? ""
        for (name, value) in members("rename_fields", of: entry) {
            let setting = Setting(path: Setting.path(Setting.path(entry.path, "rename_fields"), name), value: value)
            let newName = take("", try setting.text(as: "the new name of the field"))
            json.renameFields.append(.init(name: name, newName: newName))
        }
        if let timestamp = truthful("timestamp", of: entry) {
            json.timestamp = "timestamp"
            if case .string(let name) = timestamp.value.kind { json.timestamp = name }
        }
        if let ascii = setting("json_ensure_ascii", of: entry) { json.ensureASCII = ascii.truth() }
        return json
    }

    /// The attributes that `.` sets on a formatter made by `()`.
    private mutating func applyAttributes(of entry: Entry, to description: inout FormatterDescription) {
        for (name, setting) in attributes(of: entry) {
            switch name {
            case "default_time_format": description.defaultTime.format = take("", try setting.text())
            case "default_msec_format":
                description.defaultTime.milliseconds = setting.value.isTrue ? take(nil, try setting.text()) : nil
            default:
                warn(setting.path, setting.value.position, "this attribute has no effect")
                continue
            }
            do {
                _ = try TimeFormat(nil, description.defaultTime)
            } catch {
                report(setting.problem(error.reason))
            }
        }
    }

    /// The members of an object as constants.
    private mutating func constants(_ key: String, of entry: Entry) -> [NamedFormatValue] {
        members(key, of: entry).map { NamedFormatValue(name: $0.name, value: $0.value.constant) }
    }

    private mutating func refuseUnknownArguments(of entry: Entry, _ kind: FormatterClass) {
        let known = kind.arguments
        for member in entry.object.members where !(known + ["()", "."]).contains(member.key) {
            let hint = suggestion(for: member.key, among: known)
            report(
                ConfigurationProblem(
                    path: Setting.path(entry.path, member.key), position: member.keyPosition,
                    message: "\(kind.names[0]) has no such argument; it has \(known.joined(separator: ", "))\(hint)"))
        }
    }

    private mutating func warnOfUnknownFormatterKeys(of entry: Entry, _ kind: FormatterClass) {
        let plain = FormatterClass.plainKeys
        warnOfUnknownKeys(of: entry, known: kind == .plain ? plain : plain + ["fmt"] + FormatterClass.jsonArguments)
    }
}

extension JSONValue {
    /// The value as a formatter uses it.
    fileprivate var constant: FormatValue {
        switch kind {
        case .null: .null
        case .bool(let truth): .boolean(truth)
        case .integer(let integer): .integer(integer)
        case .number(let number): .float(number)
        case .string(let text), .external(let text): .string(text)
        case .array(let elements): .array(elements.map(\.constant))
        case .object(let object):
            .object(object.members.map { NamedFormatValue(name: $0.key, value: $0.value.constant) })
        }
    }
}
