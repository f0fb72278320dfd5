// ConfigurationReader+Handlers.swift: the section `handlers`.

/// A handler whose class is known, before its arguments are read.
struct HandlerEntry {
    let entry: Entry
    let handlerClass: HandlerClass
    /// The names of other handlers that must be made first.
    let references: [Setting]
}

extension ConfigurationReader {
    /// The handlers in the order in which CPython makes them, and closes them in reverse.
    ///
    /// Source: CPython `Lib/logging/config.py`, `configure_handler`.
    mutating func handlers(
        formatters: [ConfiguredFormatter], filters: [ExactName: NameFilter]
    ) -> [HandlerDescription] {
        let entries = section("handlers").sorted { ExactName($0.name) < ExactName($1.name) }
        let named = Dictionary(formatters.map { (ExactName($0.name), Optional($0)) }, uniquingKeysWith: { $1 })
        let formatters = withBroken("formatters", nil, named)
        let ordered = inOrderOfCreation(entries.compactMap { handlerEntry($0) })
        // A reference to a later handler has been reported already; until its handler has an index, a name is unknown.
        let names = ordered.map { (ExactName($0.entry.name), Int.max) }
        var handlerIndexes = withBroken("handlers", .max, Dictionary(names, uniquingKeysWith: { $1 }))
        return ordered.enumerated().map { index, handler in
            handlerIndexes[ExactName(handler.entry.name)] = index
            return self.handler(handler, formatters: formatters, filters: filters, handlerIndexes: handlerIndexes)
        }
    }

    /// Finds the class; `nil` after reporting a problem.
    private mutating func handlerEntry(_ entry: Entry) -> HandlerEntry? {
        let key = entry.object["()"] == nil ? "class" : "()"
        if entry.object[key] == nil {
            let message = "the handler needs a class, such as \"logging.StreamHandler\""
            report(ConfigurationProblem(path: entry.path, position: entry.position, message: message))
        }
        guard let setting = setting(key, of: entry),
            let name = take(nil, try setting.className(of: "handler", among: HandlerClass.all.map(\.name))),
            let found = HandlerClass.named(name)
        else {
            noteBroken(entry.name, in: "handlers")
            return nil
        }
        return HandlerEntry(entry: entry, handlerClass: found, references: references(of: entry, found))
    }

    private mutating func references(of entry: Entry, _ handlerClass: HandlerClass) -> [Setting] {
        switch handlerClass.name {
        case "logging.handlers.MemoryHandler": setting("target", of: entry).map { [$0] } ?? []
        case "logging.handlers.QueueHandler": (try? setting("handlers", of: entry)?.elements(of: "names")) ?? []
        default: []
        }
    }

    /// Orders handlers after those they refer to, as CPython does: by name, and a handler that refers to a later one is
    /// retried once at the end. So `a` may refer to `b`, but not `a` to `b` and `b` to `c`.
    private mutating func inOrderOfCreation(_ handlers: [HandlerEntry]) -> [HandlerEntry] {
        let names = Set(handlers.map { ExactName($0.entry.name) })
        var made: Set<ExactName> = []
        var result: [HandlerEntry] = []
        func isWaiting(_ reference: Setting) -> Bool {
            guard case .string(let name) = reference.value.kind else { return false }
            return names.contains(ExactName(name)) && !made.contains(ExactName(name))
        }
        var deferred: [HandlerEntry] = []
        for handler in handlers {
            if handler.references.contains(where: isWaiting) {
                deferred.append(handler)
                continue
            }
            made.insert(ExactName(handler.entry.name))
            result.append(handler)
        }
        for handler in deferred {
            if let reference = handler.references.first(where: isWaiting) {
                let name = reference.value.summary
                report(reference.problem("the handler \(name) is created later, or refers back to this one"))
            }
            made.insert(ExactName(handler.entry.name))
            result.append(handler)
        }
        return result
    }

    private mutating func handler(
        _ handler: HandlerEntry, formatters: [ExactName: ConfiguredFormatter?], filters: [ExactName: NameFilter],
        handlerIndexes: [ExactName: Int]
    ) -> HandlerDescription {
        let entry = handler.entry
        let attributes = attributes(of: entry)
        var formatter: ConfiguredFormatter?
        if let setting = truthful("formatter", of: entry) {
            formatter = take(nil, try setting.resolved(as: "formatter", in: formatters))
        }
        var level = present("level", of: entry).map { self.level($0) } ?? .notset
        for attribute in attributes where attribute.name == "level" {
            level = take(level, Level(rawValue: try attribute.setting.bound()))
        }
        let filters = resolve(truthful("filters", of: entry), "filter", in: filters)
        let kind = kind(of: handler, attributes: attributes, handlerIndexes: handlerIndexes)
        let (queue, permissions) = ownSettings(of: entry, handler.handlerClass)
        return HandlerDescription(
            name: entry.name, kind: kind, formatterName: formatter?.name, formatter: formatter?.description,
            level: level, filters: filters, queue: queue, filePermissions: permissions, position: entry.position)
    }

    mutating func level(_ setting: Setting) -> Level {
        take(.notset, try setting.level())
    }
}
