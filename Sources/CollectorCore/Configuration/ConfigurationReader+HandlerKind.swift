// ConfigurationReader+HandlerKind.swift: the keys specific to a handler's class, and our own `pysyslog` key.

extension ConfigurationReader {
    /// Keys that every handler has; the others are arguments of its class.
    private static let commonKeys = ["class", "()", "formatter", "level", "filters", ".", "pysyslog"]

    mutating func kind(
        of handler: HandlerEntry, attributes: [(name: String, setting: Setting)], handlerIndexes: [ExactName: Int]
    ) -> HandlerKind {
        let entry = handler.entry
        let handlerClass = handler.handlerClass
        checkKeys(of: entry, handlerClass)
        var constructor: [String: Setting] = [:]
        for name in handlerClass.arguments { constructor[name] = setting(name, of: entry) }
        var known: [String: Setting] = [:]
        for attribute in attributes where attribute.name != "level" {
            if handlerClass.attributes.contains(attribute.name) {
                known[attribute.name] = attribute.setting
            } else {
                warn(attribute.setting.path, attribute.setting.value.position, "this attribute has no effect")
            }
        }
        var arguments = HandlerArguments(
            path: entry.path, position: entry.position, constructor: constructor, attributes: known,
            handlerIndexes: handlerIndexes)
        let kind = handlerClass.make(&arguments)
        for problem in arguments.problems { report(problem) }
        return kind
    }

    private mutating func checkKeys(of entry: Entry, _ handlerClass: HandlerClass) {
        let common = Self.commonKeys.filter { $0 != "class" || entry.object["()"] == nil }
        for member in entry.object.members where !(common + handlerClass.arguments).contains(member.key) {
            let hint = suggestion(for: member.key, among: handlerClass.arguments + ["formatter", "level", "filters"])
            let list =
                handlerClass.arguments.isEmpty ? "the common ones" : handlerClass.arguments.joined(separator: ", ")
            let message = "\(handlerClass.name) has no such argument; it has \(list)\(hint)"
            let path = Setting.path(entry.path, member.key)
            report(ConfigurationProblem(path: path, position: member.keyPosition, message: message))
        }
        for name in handlerClass.required where entry.object[name] == nil {
            let message = "\(handlerClass.name) needs the argument \(name)"
            report(ConfigurationProblem(path: entry.path, position: entry.position, message: message))
        }
    }

    private static let ownKeys = ["when_full", "queue_size", "mode"]

    /// Our own extension: `"pysyslog": {"when_full": "block", "queue_size": 50000, "mode": "0640"}`.
    mutating func ownSettings(
        of entry: Entry, _ handlerClass: HandlerClass
    ) -> (queue: QueuePolicy, filePermissions: UInt32?) {
        var policy = QueuePolicy()
        guard let setting = present("pysyslog", of: entry), let own = self.entry(setting, name: "pysyslog") else {
            return (policy, nil)
        }
        for member in own.object.members where !Self.ownKeys.contains(member.key) {
            let hint = suggestion(for: member.key, among: Self.ownKeys)
            let path = Setting.path(own.path, member.key)
            let message = "unknown key; the keys are when_full, queue_size and mode\(hint)"
            report(ConfigurationProblem(path: path, position: member.keyPosition, message: message))
        }
        if let whenFull = self.setting("when_full", of: own) {
            let words = QueuePolicy.WhenFull.allCases.map { (name: $0.rawValue, value: $0) }
            policy.whenFull = take(.block, try whenFull.word("what to do when the queue is full", of: words))
        }
        if let size = self.setting("queue_size", of: own) {
            policy.size = take(nil, try size.count(of: "messages"))
        }
        guard let mode = self.setting("mode", of: own) else { return (policy, nil) }
        guard handlerClass.arguments.contains("filename") else {
            report(mode.problem("only a handler that writes to a file has a mode"))
            return (policy, nil)
        }
        let what = "the mode of a file that its owner may write, in octal digits: \"0640\" or \"0644\""
        return (policy, take(nil, try mode.permissions(what, including: 0o200)))
    }
}
