// Formatter+Attributes.swift: a record's dictionary of attributes, for the handlers that send it to other programs.

/// Both texts are compiled like any format. They have the attributes of CPython 3.11, in its order, without `message`
/// and `asctime`: in CPython these depend on which handlers ran before.
extension Formatter {
    private static let attributes: [RecordField] = [
        .name, .msg, .args, .levelname, .levelno, .pathname, .filename, .module, .excInfo, .excText, .stackInfo,
        .lineno, .funcName, .created, .msecs, .relativeCreated, .thread, .threadName, .processName, .process,
    ]

    /// `k=v&k=v...`, as `urllib.parse.urlencode(record.__dict__)`.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `HTTPHandler.mapLogRecord`.
    static func form(process: ProcessFacts = .current) -> Formatter {
        let names = FieldNames(process: process, defaults: [])
        var parts = FormatParts()
        for field in attributes {
            parts.append(literal: "\(parts.parts.isEmpty ? "" : "&")\(field.rawValue)=")
            let source: FieldSource = field == .args ? .constant(.text("()")) : names.source(field)
            parts.append(source, .text(TextFormat(conversion: .form)))
        }
        return Formatter(parts: parts.parts, process: process)
    }

    /// `pickle.dumps(attributes, 1)`, byte for byte, without the arguments.
    ///
    /// Source: CPython `Lib/logging/handlers.py`, `SocketHandler.makePickle`; `Modules/_pickle.c`, `save_dict`,
    /// `memo_put`: every text is put into the memo, and the three that are one object are fetched from it.
    static func pickle(process: ProcessFacts = .current) -> Formatter {
        let names = FieldNames(process: process, defaults: [])
        let format = FieldFormat.text(TextFormat(conversion: .pickle))
        var parts = FormatParts()
        var memo = Memo()
        parts.append(literal: Array("}".utf8) + memo.put() + Array("(".utf8))
        var unknownFile: UInt8 = 0
        for field in attributes {
            parts.append(.constant(.text(field.rawValue)), format)
            parts.append(literal: memo.put())
            switch field {
            case .filename, .module: parts.append(literal: [UInt8(ascii: "h"), unknownFile])
            case .args: parts.append(.constant(.none), format)
            default:
                parts.append(names.source(field), format)
                guard field.kind == .text else { break }
                if field == .pathname { unknownFile = memo.next }
                parts.append(literal: memo.put())
            }
        }
        parts.append(literal: "u.")
        return Formatter(parts: parts.parts, process: process)
    }

    private init(parts: [FormatPart], process: ProcessFacts) {
        self.parts = parts
        self.process = process
        timeFormat = TimeFormat()
        description = FormatterDescription()
    }
}

/// The memo indices that pickle gives to objects it may meet again; fewer than 256 here.
private struct Memo {
    private(set) var next: UInt8 = 0

    /// BINPUT for the object just written.
    mutating func put() -> [UInt8] {
        defer { next += 1 }
        return [UInt8(ascii: "q"), next]
    }
}
