// Palette.swift: the colour and attributes of each role, from the eight colours of the terminal.
import LiveView

/// The colours that every colour terminal has, by their numbers.
enum TerminalColour: Int16 {
    case red = 1
    case green, yellow, blue, magenta, cyan
}

/// How the terminal shows a cell.
struct Look: Equatable {
    var colour: TerminalColour?
    var attributes: Attributes = []

    struct Attributes: OptionSet, Equatable {
        let rawValue: UInt32
        static let reverse = Attributes(rawValue: 1)
        static let bold = Attributes(rawValue: 2)
        static let underline = Attributes(rawValue: 4)
        static let dim = Attributes(rawValue: 8)
    }

    init(_ colour: TerminalColour? = nil, _ attributes: Attributes = []) {
        self.colour = colour
        self.attributes = attributes
    }
}

/// The looks to choose from, all of the terminal's own colours.
enum Theme: Equatable {
    /// Readable on any background.
    case neutral
    case dark, light
    /// No colours.
    case mono

    init(_ background: Background?) {
        switch background {
        case .dark: self = .dark
        case .light: self = .light
        case nil: self = .neutral
        }
    }
}

extension Style {
    /// The look of the style. Without colours, attributes alone distinguish the roles.
    func look(_ theme: Theme) -> Look {
        var look =
            switch theme {
            case .neutral: role.neutralLook
            case .dark: role.darkLook ?? role.neutralLook
            case .light: role.lightLook ?? role.neutralLook
            case .mono: role.plainLook
            }
        if attributes.contains(.bold) { look.attributes.insert(.bold) }
        if attributes.contains(.underline) { look.attributes.insert(.underline) }
        if attributes.contains(.dim) { look.attributes.insert(.dim) }
        if attributes.contains(.selection) { look.attributes.formSymmetricDifference(.reverse) }
        // Reversed text in a reversed row must still stand out.
        if attributes.contains(.reverse) { look.attributes.formSymmetricDifference(.reverse) }
        // Bold and dim exclude each other, and terminals differ in which of them wins.
        if look.attributes.contains(.bold) { look.attributes.remove(.dim) }
        return look
    }
}

extension Role {
    /// What reads better on black than the look for any background.
    fileprivate var darkLook: Look? {
        switch self {
        case .severityWarning: Look(.yellow)
        case .app: Look(.cyan)
        case .title, .key: Look(.cyan, .bold)
        default: nil
        }
    }

    /// On white, cyan, green and yellow are hard to read.
    fileprivate var lightLook: Look? {
        switch self {
        case .title, .key: Look(.blue)
        case .severityNotice: Look(.blue)
        case .sparkline, .fieldName: Look(.blue)
        case .good, .fieldNumber: Look()
        case .stateFollow: Look(.blue, .reverse)
        case .stateScroll: Look(.magenta, .reverse)
        default: nil
        }
    }

    fileprivate var neutralLook: Look {
        switch self {
        case .plain, .number, .app, .severityInfo, .columnHeader, .peer: Look()
        case .dim, .time, .severityDebug, .border: Look(nil, .dim)
        case .header: Look(nil, .reverse)
        case .stateFollow: Look(.green, .reverse)
        case .stateScroll: Look(.yellow, .reverse)
        case .statePaused: Look(.red, .reverse)
        case .title: Look(.cyan)
        case .host: Look(.magenta)
        case .sparkline, .good: Look(.green)
        case .severityCritical: Look(.red, [.reverse, .bold])
        case .severityError: Look(.red)
        // Yellow text is unreadable on white.
        case .severityWarning: Look(.magenta)
        case .severityNotice: Look(.cyan)
        case .alarm: Look(.red, .bold)
        case .filter: Look()
        case .match: Look(nil, .reverse)
        case .key: Look(.cyan)
        case .mark: Look(.magenta, .bold)
        case .fieldName: Look(.cyan)
        case .fieldNumber: Look(.green)
        case .fieldWord: Look(.magenta)
        case .red: Look(.red)
        case .green: Look(.green)
        case .yellow: Look(.yellow)
        case .blue: Look(.blue)
        case .magenta: Look(.magenta)
        case .cyan: Look(.cyan)
        }
    }

    fileprivate var plainLook: Look {
        switch self {
        case .dim, .time, .severityDebug, .border: Look(nil, .dim)
        case .header, .match: Look(nil, .reverse)
        case .severityCritical: Look(nil, [.reverse, .bold])
        case .alarm, .severityError, .mark, .key, .fieldName: Look(nil, .bold)
        case .severityWarning: Look(nil, .underline)
        case .red, .green, .yellow, .blue, .magenta, .cyan: Look(nil, .bold)
        default: Look()
        }
    }
}
