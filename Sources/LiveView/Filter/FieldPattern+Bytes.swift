// FieldPattern+Bytes.swift: values of messages as they can be typed in a filter.
import CollectorCore

extension FieldPattern {
    /// A longer value is written as its beginning and `*`.
    private static let longest = 80

    /// Finds this value. `?` stands for each byte that cannot be typed.
    init(value: [UInt8]) {
        var parts: [Glob.Part] = []
        var text = ""
        var position = 0
        while position < value.count, position < Self.longest {
            let point = value.span.codePoint(at: position)
            if let scalar = Self.typeable(point, isFirst: text.isEmpty) {
                text.unicodeScalars.append(scalar)
            } else {
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts += repeatElement(.oneByte, count: point.length)
            }
            position += point.length
        }
        if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
        if position < value.count { parts.append(.anyBytes) }
        self.init(parts)
    }

    /// A name as it is typed; `nil` if it cannot be.
    static func name(_ bytes: [UInt8]) -> String? {
        var text = ""
        var position = 0
        while position < bytes.count {
            let point = bytes.span.codePoint(at: position)
            guard let scalar = typeable(point, isFirst: text.isEmpty) else { return nil }
            text.unicodeScalars.append(scalar)
            position += point.length
        }
        return text
    }

    /// A combining mark would join the quotation mark in front of it.
    private static func typeable(_ point: CodePoint, isFirst: Bool) -> Unicode.Scalar? {
        guard let scalar = point.scalar, scalar.value >= 0x20, scalar.value != 0x7F else { return nil }
        switch scalar.kind {
        case .hidden: return nil
        case .combining: return isFirst ? nil : scalar
        case .narrow, .wide: return scalar
        }
    }
}
