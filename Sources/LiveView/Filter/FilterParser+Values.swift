// FilterParser+Values.swift: the values of fields: addresses, severities, times.
import CollectorCore

extension FilterParser {
    typealias Value = (text: String, range: Range<Int>)

    private func problem(_ value: Value, _ reason: String) -> FilterProblem {
        FilterProblem(range: value.range, reason: reason)
    }

    func peer(_ value: Value) throws(FilterProblem) -> AddressPattern {
        do throws(AddressMistake) {
            if let pattern = try AddressPattern.read(value.text) { return pattern }
        } catch {
            throw problem(value, error.reason)
        }
        throw problem(value, "not an address: \(value.text); use host: for names in messages")
    }

    func severities(_ comparison: Comparison, _ values: [Value]) throws(FilterProblem) -> SeveritySet {
        var set = SeveritySet()
        for value in values {
            let isNone = value.text.lowercased() == "none"
            guard comparison == .colon || comparison == .equal else {
                guard !isNone, let limit = Self.severity(value.text) else { throw noSeverity(value) }
                for severity in Severity.allCases where comparison.holds(severity.rawValue, limit.rawValue) {
                    set.bits |= 1 << UInt16(severity.rawValue)
                }
                // A threshold does not hide lines without a severity: many senders give none.
                set.bits |= SeveritySet.noneBit
                continue
            }
            if isNone {
                set.bits |= SeveritySet.noneBit
            } else {
                guard let severity = Self.severity(value.text) else { throw noSeverity(value) }
                set.bits |= 1 << UInt16(severity.rawValue)
            }
        }
        return set
    }

    private func noSeverity(_ value: Value) -> FilterProblem {
        problem(value, "unknown severity \"\(value.text)\": use emerg alert crit err warn notice info debug, or 0 to 7")
    }

    /// By name, by number, or by its first letters, at least two.
    static func severity(_ text: String) -> Severity? {
        if let number = UInt8(text) { return Severity(rawValue: number) }
        let text = text.lowercased()
        let others: [String: Severity] = [
            "panic": .emergency, "ntc": .notice, "wrn": .warning, "inf": .info, "crt": .critical, "emg": .emergency,
            "alr": .alert,
            "dbg": .debug,
        ]
        if let other = others[text] { return other }
        guard text.count >= 2 else { return nil }
        let words = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"]
        let index = words.firstIndex { $0.hasPrefix(text) } ?? (text == "informational" ? 6 : nil)
        return index.flatMap { Severity(rawValue: UInt8($0)) }
    }

    func facilities(_ values: [Value]) throws(FilterProblem) -> Set<UInt8> {
        var set: Set<UInt8> = []
        for value in values {
            if let number = UInt8(value.text), number < 24 {
                set.insert(number)
            } else if let number = Facility.names.firstIndex(of: value.text.lowercased()) {
                set.insert(UInt8(number))
            } else {
                throw problem(
                    value, "unknown facility \"\(value.text)\": \(Facility.names.prefix(12).joined(separator: " ")) ..."
                )
            }
        }
        return set
    }

    func defects(_ values: [Value]) throws(FilterProblem) -> Set<FilterTerm.Defect> {
        var set: Set<FilterTerm.Defect> = []
        for value in values {
            guard let defect = FilterTerm.Defect(rawValue: value.text.lowercased()) else {
                throw problem(value, Self.advice("bad"))
            }
            set.insert(defect)
        }
        return set
    }

    func kinds(_ values: [Value]) throws(FilterProblem) -> Set<UInt32> {
        var set: Set<UInt32> = []
        for value in values {
            guard value.text.utf8.count == 8, let id = UInt32(value.text, radix: 16) else {
                throw problem(value, Self.advice("kind"))
            }
            set.insert(id)
        }
        return set
    }

    func span(_ value: Value) throws(FilterProblem) -> TimeSpan {
        guard let span = TimeSpan(value.text) else {
            throw problem(value, "not a time: \(value.text) (use 14:03, 14:03:20..14:05 or 2026-08-29T14:03)")
        }
        return span
    }

    func seconds(_ value: Value) throws(FilterProblem) -> Double {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        let unit = value.text.last.flatMap { units[$0] }
        guard let number = Double(unit == nil ? value.text : String(value.text.dropLast())), number.isFinite,
            number >= 0
        else { throw problem(value, "not a time: \(value.text) (use 30s, 5m, 2h or 1d)") }
        return number * (unit ?? 1)
    }

    func silence(_ comparison: Comparison, _ value: Value) throws(FilterProblem) -> SilenceCondition {
        guard comparison == .colon || comparison == .equal else {
            return SilenceCondition(comparison: comparison, seconds: try seconds(value))
        }
        switch value.text.lowercased() {
        case "yes": return SilenceCondition()
        case "no": return SilenceCondition(isSilent: false)
        default: throw problem(value, Self.advice("silent"))
        }
    }

    func bytes(_ value: Value) throws(FilterProblem) -> Int {
        let isKilo = value.text.lowercased().hasSuffix("k")
        guard let number = Int(isKilo ? String(value.text.dropLast()) : value.text), 0...(1 << 40) ~= number else {
            throw problem(value, "not a size: \(value.text) (use 1000 or 8k)")
        }
        return number * (isKilo ? 1_024 : 1)
    }
}
