// MetricsText.swift: metrics in the text format of Prometheus, or in that of OpenMetrics.

/// Text that grows family by family.
///
/// Source: "Exposition formats" of Prometheus, version 0.0.4; OpenMetrics 1.0.0, section "Text format".
struct MetricsText {
    enum Format: Sendable {
        case prometheus, openMetrics

        var contentType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    enum Kind: String {
        case counter, gauge, info
    }

    /// A name with its value.
    typealias Label = (name: String, value: String)

    private let format: Format
    private var text = ""
    /// Of the family that is being written.
    private var sampleName = ""

    init(_ format: Format) {
        self.format = format
        text.reserveCapacity(16 << 10)
    }

    /// Begins a family; its samples follow.
    ///
    /// - Parameter name: without `_total` and `_info`.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        sampleName = kind == .counter ? name + "_total" : kind == .info ? name + "_info" : name
        // In the older format the sample has the family's name, and information is a gauge.
        let family = format == .openMetrics ? name : sampleName
        let type = format == .prometheus && kind == .info ? "gauge" : kind.rawValue
        text += "# HELP \(family) \(help)\n# TYPE \(family) \(type)\n"
    }

    mutating func add(_ labels: [Label], _ value: Int) {
        add(labels, text: String(value))
    }

    mutating func add(_ labels: [Label], _ value: Double) {
        add(labels, text: value == .infinity ? "+Inf" : String(value))
    }

    private mutating func add(_ labels: [Label], text value: String) {
        text += sampleName
        for (index, label) in labels.enumerated() {
            text += index == 0 ? "{" : ","
            text += label.name
            text += "=\""
            appendEscaped(label.value)
            text += "\""
        }
        if !labels.isEmpty { text += "}" }
        text += " "
        text += value
        text += "\n"
    }

    /// Both formats escape these three; everything else may stand in a value as it is.
    private mutating func appendEscaped(_ value: String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// The whole text.
    consuming func finish() -> String {
        format == .openMetrics ? text + "# EOF\n" : text
    }
}

extension MetricsText.Format {
    /// The format that a client prefers by its `Accept` field: OpenMetrics where it is asked for by name, in version 1.0.0
    /// or none, and rated no lower than plain text.
    ///
    /// Source: RFC 9110 section 12.5.1.
    init(accepting field: String) {
        var (openMetrics, plain) = (0.0, 0.0)
        for range in field.split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            switch parts.first {
            case "application/openmetrics-text":
                let version = parts.dropFirst().first { $0.hasPrefix("version=") }
                if ["version=1.0.0", nil].contains(version) { openMetrics = max(openMetrics, quality) }
            case "text/plain": plain = max(plain, quality)
            default: continue
            }
        }
        self = openMetrics > 0 && openMetrics >= plain ? .openMetrics : .prometheus
    }
}
