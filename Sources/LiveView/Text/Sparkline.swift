// Sparkline.swift: a minute in one row of characters.

enum Sparkline {
    private static let blocks = Array(" ▁▂▃▄▅▆▇█")
    private static let ramp = Array(" .:-=+*#@")

    /// Adds pairs of neighbouring values, so that twice the time fits into the same columns.
    static func halved(_ values: [Double]) -> [Double] {
        stride(from: values.count % 2, to: values.count, by: 2).map { (values[$0] + values[$0 + 1]) / 2 }
    }

    /// Draws each value relative to the largest. A value above 0 is always visible.
    static func text(_ values: [Double], columns: Int, symbols: Bool) -> String {
        let values = values.suffix(max(0, columns))
        let most = values.max() ?? 0
        let text = values.map { value in
            guard value > 0, most > 0 else { return sign(0, symbols: symbols) }
            return sign(min(8, max(1, Int((value / most * 8).rounded()))), symbols: symbols)
        }
        return String(repeating: " ", count: max(0, columns - text.count)) + text.joined()
    }

    /// A column of `level` eighths.
    static func sign(_ level: Int, symbols: Bool) -> String { String((symbols ? blocks : ramp)[level]) }
}
