// ConfigurationReader+Formatters.swift: the sections `formatters` and `filters`.

extension ConfigurationReader {
    /// The formatters in the order of the file.
    ///
    /// Source: CPython `Lib/logging/config.py`, `configure_formatter`; python-json-logger `core.py`, `BaseJsonFormatter`.
    mutating func formatters() -> [ConfiguredFormatter] {
        section("formatters").map { formatter($0) }
    }

    private mutating func formatter(_ entry: Entry) -> ConfiguredFormatter {
        let isFactory = entry.object["()"] != nil
        let named = isFactory ? setting("()", of: entry) : truthful("class", of: entry)
        let className = named.map { formatterClassName($0) } ?? FormatterClass.plain.names[0]
        let kind = FormatterClass.named(className) ?? .plain
        isFactory ? refuseUnknownArguments(of: entry, kind) : warnOfUnknownFormatterKeys(of: entry, kind)
        let formatKey = entry.object["fmt"] != nil && (isFactory || kind == .json) ? "fmt" : "format"
        var result = ConfiguredFormatter(
            name: entry.name, description: description(entry, formatKey: formatKey), position: entry.position)
        result.defaults = members("defaults", of: entry)
        if kind == .json { result.json = jsonArguments(entry, className: className) }
        if isFactory { readAttributes(of: entry, into: &result) }
        compile(result.description, entry, formatKey: formatKey)
        return result
    }

    private mutating func formatterClassName(_ setting: Setting) -> String {
        take(FormatterClass.plain.names[0], try setting.className(of: "formatter", among: FormatterClass.names))
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
        if let datefmt = description.datefmt, datefmt.unicodeScalars.contains("\0"),
            let setting = setting("datefmt", of: entry)
        {
            report(setting.expected("a text for strftime without a NUL"))
        }
        return description
    }

    /// Tries the format; what is wrong with it is reported where it stands.
    private mutating func compile(_ description: FormatterDescription, _ entry: Entry, formatKey: String) {
        do {
            _ = try Formatter(description)
        } catch {
            let format = entry.object[formatKey]
            let path = format == nil ? entry.path : Setting.path(entry.path, formatKey)
            report(
                ConfigurationProblem(path: path, position: format?.position ?? entry.position, message: error.reason))
        }
    }

    private mutating func jsonArguments(_ entry: Entry, className: String) -> JSONFormatterArguments {
        var arguments = JSONFormatterArguments(className: className)
        arguments.staticFields = members("static_fields", of: entry).map { (key: $0.name, value: $0.value) }
        for (name, value) in members("rename_fields", of: entry) {
            let setting = Setting(path: Setting.path(Setting.path(entry.path, "rename_fields"), name), value: value)
            let key = take("", try setting.text(as: "the new name of the field"))
            arguments.renamedFields.append((name, key))
        }
        if let timestamp = truthful("timestamp", of: entry) {
            if case .string(let key) = timestamp.value.kind {
                arguments.timestampKey = key
            } else {
                arguments.timestampKey = "timestamp"
            }
        }
        if let ascii = setting("json_ensure_ascii", of: entry) { arguments.escapesNonASCII = ascii.truth() }
        arguments.prefix = optionalText("prefix", of: entry) ?? ""
        return arguments
    }

    /// The attributes that `.` sets on a formatter made by `()`.
    private mutating func readAttributes(of entry: Entry, into formatter: inout ConfiguredFormatter) {
        for attribute in attributes(of: entry) {
            let isNull = attribute.setting.value.isNull
            switch attribute.name {
            case "default_time_format":
                formatter.timeFormat = take(nil, try attribute.setting.text())
            case "default_msec_format" where isNull:
                formatter.millisecondsFormat = .some(nil)
            case "default_msec_format":
                formatter.millisecondsFormat = take(nil, try attribute.setting.text())
            default:
                warn(attribute.setting.path, attribute.setting.value.position, "this attribute has no effect")
            }
        }
    }

    private mutating func refuseUnknownArguments(of entry: Entry, _ kind: FormatterClass) {
        let known = kind.arguments
        for member in entry.object.members where !(known + ["()", "."]).contains(member.key) {
            let hint = suggestion(for: member.key, among: known)
            report(
                ConfigurationProblem(
                    path: Setting.path(entry.path, member.key), position: member.keyPosition,
                    message: "\(kind.names[0]) has no such argument, only \(known.joined(separator: ", "))\(hint)"))
        }
    }

    private mutating func warnOfUnknownFormatterKeys(of entry: Entry, _ kind: FormatterClass) {
        let plain = ["format", "datefmt", "style", "validate", "class", "defaults"]
        warnOfUnknownKeys(of: entry, known: kind == .plain ? plain : plain + ["fmt"] + FormatterClass.jsonArguments)
    }
}

extension ConfigurationReader {
    /// The filters by name. Source: CPython `Lib/logging/config.py`, `configure_filter`.
    mutating func filters() -> [ExactName: NameFilter] {
        var filters: [ExactName: NameFilter] = [:]
        for entry in section("filters") { filters[ExactName(entry.name)] = filter(entry) }
        return withBroken("filters", NameFilter(name: ""), filters)
    }

    private mutating func filter(_ entry: Entry) -> NameFilter {
        if let factory = setting("()", of: entry) {
            _ = take("", try factory.className(of: "filter", among: ["logging.Filter"]))
            for member in entry.object.members where !["()", ".", "name"].contains(member.key) {
                let path = Setting.path(entry.path, member.key)
                let message = "logging.Filter has no such argument, only name"
                report(ConfigurationProblem(path: path, position: member.keyPosition, message: message))
            }
            for attribute in attributes(of: entry) {
                warn(attribute.setting.path, attribute.setting.value.position, "this attribute has no effect")
            }
        } else if entry.object["()"] == nil {
            warnOfUnknownKeys(of: entry, known: ["name"])
        }
        guard let name = setting("name", of: entry) else { return NameFilter(name: "") }
        return NameFilter(name: take("", try name.text(as: "the name of a logger")))
    }

    /// A text, or `nil` for what Python takes for none.
    private mutating func optionalText(_ key: String, of entry: Entry) -> String? {
        guard let setting = truthful(key, of: entry) else { return nil }
        return take(nil, try setting.text())
    }

    /// The members of an object under `key`, unconverted as in Python; none if it is absent or false.
    private mutating func members(_ key: String, of entry: Entry) -> [(name: String, value: JSONValue)] {
        guard let setting = truthful(key, of: entry) else { return [] }
        guard let object = take(nil, try setting.object()) else { return [] }
        return object.members.map { ($0.key, $0.value) }
    }

    /// What `"."` sets once a thing is made: raw values, any names.
    mutating func attributes(of entry: Entry) -> [(name: String, setting: Setting)] {
        let path = Setting.path(entry.path, ".")
        return members(".", of: entry).map { ($0.name, Setting(path: Setting.path(path, $0.name), value: $0.value)) }
    }
}
