// HandlerArguments+Others.swift: the arguments of the handlers that pass records on to other handlers.

extension HandlerArguments {
    mutating func memory() -> MemoryArguments {
        if constructor["target"] == nil { warn("target", "without a target its records are dropped") }
        // `flushOnClose` has no effect: what is left at the end is always passed on, as up to Python 3.11.
        return MemoryArguments(
            capacity: read("capacity", 1, Setting.bound), flushLevel: read("flushLevel", .error, Setting.flushLevel),
            target: target())
    }

    private mutating func target() -> Int? {
        let handlerIndexes = handlerIndexes
        return read("target", nil) { setting in
            { () throws(ConfigurationProblem) in try setting.resolved(as: "handler", in: handlerIndexes) }
        }
    }

    mutating func queue() -> QueueArguments {
        for name in ["queue", "listener"] where constructor[name] != nil {
            warn(name, "this has no effect: records go straight to the handlers of the queue")
        }
        guard let setting = constructor["handlers"], setting.value.isTrue else {
            let message = "a QueueHandler needs handlers, a list of names; JSON cannot make a queue"
            problems.append(ConfigurationProblem(path: path, position: position, message: message))
            return QueueArguments(handlers: [], respectsHandlerLevel: false)
        }
        let handlerIndexes = handlerIndexes
        let handlers = read("handlers", []) { setting in
            { () throws(ConfigurationProblem) in try setting.allResolved(as: "handler", in: handlerIndexes) }
        }
        return QueueArguments(handlers: handlers, respectsHandlerLevel: truth("respect_handler_level", false))
    }
}

extension Setting {
    fileprivate func allResolved(as what: String, in indexes: [ExactName: Int]) throws(ConfigurationProblem) -> [Int] {
        var result: [Int] = []
        for element in try elements(of: "names of \(what)s") {
            result.append(try element.resolved(as: what, in: indexes))
        }
        return result
    }

    /// Python 3.13 and later accept names; earlier versions fail at the first record.
    fileprivate func flushLevel() throws(ConfigurationProblem) -> Level {
        if case .number = value.kind { return Level(rawValue: try bound()) }
        return try level()
    }
}
