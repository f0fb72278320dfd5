// HandlerArguments.swift: reads the arguments of one handler, those of the constructor and those that "." sets later.

/// The values given to a handler. Each is requested by name, with Python's default; a wrong value is reported, and the
/// default is used in its place.
struct HandlerArguments {
    let path: String
    let position: SourcePosition
    /// By name; converted.
    let constructor: [String: Setting]
    /// By name; those that the class accepts.
    let attributes: [String: Setting]
    /// The handlers that are made before this one, by name.
    let handlerIndexes: [ExactName: Int]
    var problems: [ConfigurationProblem] = []

    /// The value of an argument, or that of the attribute of the same name, which is set later and so takes precedence.
    mutating func read<Value>(
        _ name: String, _ fallback: Value, _ check: (Setting) -> () throws(ConfigurationProblem) -> Value
    ) -> Value {
        var value = fallback
        for setting in [constructor[name], attributes[name]].compactMap({ $0 }) {
            do {
                value = try check(setting)()
            } catch {
                problems.append(error)
            }
        }
        return value
    }

    /// As `read`, where Python treats null as the default.
    mutating func readUnlessNull<Value>(
        _ name: String, _ fallback: Value, _ check: (Setting) -> () throws(ConfigurationProblem) -> Value
    ) -> Value {
        guard constructor[name]?.value.isNull != true else { return fallback }
        return read(name, fallback, check)
    }

    mutating func truth(_ name: String, _ fallback: Bool) -> Bool {
        attributes[name]?.truth() ?? constructor[name]?.truth() ?? fallback
    }

    /// As `Setting.name(of:)`.
    mutating func name(_ name: String, of what: String) -> String {
        read(name, "") { setting in { () throws(ConfigurationProblem) in try setting.name(of: what) } }
    }

    mutating func warn(_ name: String, _ message: String) {
        let position = constructor[name]?.value.position ?? position
        let argumentPath = constructor[name]?.path ?? path
        problems.append(
            ConfigurationProblem(path: argumentPath, position: position, message: message, severity: .warning))
    }
}
