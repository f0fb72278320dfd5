// FilterSyntax.swift: the syntax tree of a filter; each node knows its range in the text.

/// A part of a filter. Ranges are counted in characters of the text.
package struct FilterNode: Equatable {
    indirect enum Kind: Equatable {
        /// All of them must match; an empty list matches every line.
        case all([FilterNode])
        case any([FilterNode])
        case term(FilterTerm)
    }

    var kind: Kind
    var isNegated = false
    /// Includes the sign of a negation and the parentheses of a group.
    var range: Range<Int>
}

/// One test of a line.
enum FilterTerm: Equatable {
    case text(String)
    case expression(pattern: String, ignoresCase: Bool)
    case peer([AddressPattern])
    /// The name that files or DNS give the sender.
    case name([Glob])
    /// The collector that the peer sends to, where several are watched.
    case collector([Glob])
    case listener([Glob])
    case host([Glob])
    case app([Glob])
    case process([Glob])
    case severity(SeveritySet)
    case facility(Set<UInt8>)
    case tls([String])
    case bad(Set<Defect>)
    /// Whether the sender has stopped sending.
    case silent(SilenceCondition)
    /// A value that the message has under a name.
    case field(FieldCondition)
    /// IDs of kinds of lines.
    case kind(Set<UInt32>)
    /// Seconds since receipt.
    case age(Comparison, Double)
    /// Time of receipt.
    case time([TimeSpan])
    /// Bytes received.
    case length(Comparison, Int)

    enum Defect: String, CaseIterable { case utf8, control, cut }
}

/// How two numbers are compared.
enum Comparison: String, Equatable, CaseIterable {
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case less = "<"
    case greater = ">"
    case equal = "="
    case colon = ":"

    func holds<Number: Comparable>(_ left: Number, _ right: Number) -> Bool {
        switch self {
        case .lessOrEqual: left <= right
        case .greaterOrEqual: left >= right
        case .less: left < right
        case .greater: left > right
        case .equal, .colon: left == right
        }
    }
}

/// The severities that are let through, and whether lines without a severity are.
struct SeveritySet: Equatable {
    /// Bit n is severity n; bit 8 is no severity.
    var bits: UInt16 = 0

    static let noneBit: UInt16 = 1 << 8
    /// err and worse, as is noted of stored lines.
    static let severe = SeveritySet(bits: 0b1111)

    func contains(_ severity: Severity?) -> Bool {
        bits & (severity.map { 1 << UInt16($0.rawValue) } ?? Self.noneBit) != 0
    }
}

/// What is wrong with a filter, and where.
package struct FilterProblem: Error, Equatable {
    var range: Range<Int>
    package var reason: String
}
