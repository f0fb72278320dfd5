// Facility.swift: the names of the facilities.
import CollectorCore

/// The facilities by number.
enum Facility {
    static let names: [String] = (0..<24).map { SyslogPriority("<\($0 * 8)>".utf8.span)?.facility ?? "" }
}
