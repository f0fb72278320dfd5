// ConfigurationGenerator.swift: random configurations, most of them valid.
import TestSupport

/// Makes the same configurations from the same seed.
struct ConfigurationGenerator {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(state: seed)
    }

    private static let handlers = ["a", "b", "c", "Z", "é", "10"]
    private static let filters = ["f", "g", "h"]
    private static let loggers = [
        "", "root", "127", "127.0", "127.0.0", "127.0.0.1", "127.0.0.1.9", "127.00", "127.", "10.0", "::1", "a", "a.",
        "é",
    ]
    private static let filtered = ["", "127", "127.0.0.1", "127.0.0.", "root", "é", "12"]
    private static let levels = [
        "\"DEBUG\"", "\"INFO\"", "\"WARN\"", "\"ERROR\"", "\"NOTSET\"", "0", "5", "15", "-3", "true", "null",
        "99999999999999999999", "\"ext://logging.FATAL\"",
    ]

    private mutating func isLucky(oneIn count: Int) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }

    private mutating func pick(_ texts: [String]) -> String {
        texts.randomElement(using: &random)!
    }

    private mutating func some(of texts: [String]) -> [String] {
        texts.shuffled(using: &random).filter { _ in isLucky(oneIn: 2) }
    }

    private mutating func list(of names: [String]) -> String {
        guard !names.isEmpty else { return pick(["[]", "null", "\"\""]) }
        let stranger = isLucky(oneIn: 60) ? ["stranger"] : []
        let picked = (0..<Int.random(in: 0...3, using: &random)).map { _ in pick(names) }
        return "[" + (picked + stranger).map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    private mutating func level() -> String {
        isLucky(oneIn: 60) ? pick(["\"info\"", "10.0", "[]"]) : pick(Self.levels)
    }

    mutating func configuration() -> String {
        let handlers = some(of: Self.handlers)
        let filters = some(of: Self.filters)
        var members = ["\"version\": 1"]
        members.append(
            object("filters", filters) { generator, _ in ["\"name\": \"\(generator.pick(Self.filtered))\""] })
        members.append(object("handlers", handlers) { generator, _ in generator.handler(handlers, filters) })
        members.append(
            object("loggers", some(of: Self.loggers)) { generator, _ in generator.logger(handlers, filters) })
        if !isLucky(oneIn: 4) { members.append("\"root\": {\(logger(handlers, filters).joined(separator: ", "))}") }
        return "{" + members.shuffled(using: &random).joined(separator: ", ") + "}"
    }

    private mutating func object(
        _ name: String, _ keys: [String], _ members: (inout Self, String) -> [String]
    ) -> String {
        let entries = keys.map { "\"\($0)\": {\(members(&self, $0).joined(separator: ", "))}" }
        return "\"\(name)\": {" + entries.joined(separator: ", ") + "}"
    }

    private mutating func handler(_ handlers: [String], _ filters: [String]) -> [String] {
        var members = [
            pick([
                "\"class\": \"logging.NullHandler\"", "\"class\": \"logging.FileHandler\", \"filename\": \"f\"",
                "\"class\": \"logging.handlers.MemoryHandler\", \"capacity\": 5, \"target\": \"\(pick(handlers))\"",
                "\"class\": \"logging.StreamHandler\", \"stream\": \"ext://sys.stdout\"",
            ])
        ]
        if isLucky(oneIn: 2) { members.append("\"level\": \(level())") }
        if isLucky(oneIn: 3) { members.append("\"filters\": \(list(of: filters))") }
        return members
    }

    private mutating func logger(_ handlers: [String], _ filters: [String]) -> [String] {
        var members: [String] = []
        if !isLucky(oneIn: 3) { members.append("\"level\": \(level())") }
        if !isLucky(oneIn: 4) { members.append("\"handlers\": \(list(of: handlers))") }
        if isLucky(oneIn: 4) { members.append("\"filters\": \(list(of: filters))") }
        if isLucky(oneIn: 4) { members.append("\"propagate\": \(pick(["false", "true", "0", "null", "\"\"", "1"]))") }
        return members
    }
}
