// NameFilter.swift: passes the records of one logger and of those below it.

/// `logging.Filter(name)`.
///
/// Source: CPython `Lib/logging/__init__.py`, `Filter.filter`.
public struct NameFilter: Hashable, Sendable {
    /// The name of the topmost logger that passes; empty passes everything.
    public let name: String

    public init(name: String) {
        self.name = name
    }

    /// Whether a record of the logger `loggerName` passes: it is the name itself, or begins with the name and a dot.
    public func passes(_ loggerName: String) -> Bool {
        let prefix = name.utf8
        let record = loggerName.utf8
        guard !prefix.isEmpty else { return true }
        guard record.starts(with: prefix) else { return false }
        let rest = record.dropFirst(prefix.count)
        return rest.isEmpty || rest.first == UInt8(ascii: ".")
    }
}
