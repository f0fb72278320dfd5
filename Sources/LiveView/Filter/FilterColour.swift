// FilterColour.swift: the colours that a saved filter can give to its lines.

/// A colour of the terminal's own palette.
package enum FilterColour: String, CaseIterable, Sendable {
    case red, green, yellow, blue, magenta, cyan

    /// Stands in front of the lines, so that they are told apart without colours too.
    var sign: String { String(rawValue.prefix(1)) }

    var role: Role {
        switch self {
        case .red: .red
        case .green: .green
        case .yellow: .yellow
        case .blue: .blue
        case .magenta: .magenta
        case .cyan: .cyan
        }
    }

    /// The first one behind none, and none behind the last.
    static func next(after colour: FilterColour?) -> FilterColour? {
        guard let colour else { return allCases.first }
        return allCases.drop { $0 != colour }.dropFirst().first
    }
}
