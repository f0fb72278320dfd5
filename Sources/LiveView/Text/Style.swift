// Style.swift: the role of a cell; the palette decides its colour.

/// The role of a cell on the screen.
package enum Role: UInt8, Equatable, Sendable {
    case plain
    /// Secondary text: units, labels, hints.
    case dim
    case header
    /// The words FOLLOW, SCROLL and PAUSED.
    case stateFollow, stateScroll, statePaused
    case title
    case columnHeader
    case peer
    case host
    case app
    case time
    case number
    case sparkline
    case severityCritical, severityError, severityWarning, severityNotice, severityInfo, severityDebug
    case good
    case alarm
    case filter
    case match
    case key
    case border
    case mark
    /// In a message that is laid out.
    case fieldName, fieldNumber, fieldWord
    /// Lines to which a saved filter gives this colour.
    case red, green, yellow, blue, magenta, cyan

    /// Its letter in the golden screens of the tests.
    var letter: Character { Self.letters[Int(rawValue)] }

    private static let letters: [Character] = Array(".dHFSPTCphatnsXEWNIDgA/mkb*fuw123456")
}

/// The style of a cell.
package struct Style: Equatable, Sendable {
    package struct Attributes: OptionSet, Equatable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let reverse = Attributes(rawValue: 1)
        package static let bold = Attributes(rawValue: 2)
        package static let underline = Attributes(rawValue: 4)
        /// The row that the keys act on.
        package static let selection = Attributes(rawValue: 8)
        package static let dim = Attributes(rawValue: 16)
    }

    package var role: Role
    package var attributes: Attributes = []

    init(_ role: Role, _ attributes: Attributes = []) {
        self.role = role
        self.attributes = attributes
    }

    package static let plain = Style(.plain)

    func with(_ more: Attributes) -> Style { Style(role, attributes.union(more)) }
}

extension Severity? {
    var role: Role {
        switch self {
        case .emergency, .alert, .critical: .severityCritical
        case .error: .severityError
        case .warning: .severityWarning
        case .notice: .severityNotice
        case .info: .severityInfo
        case .debug: .severityDebug
        case nil: .dim
        }
    }
}
