// ExpositionParser.swift: a strict reader of the text formats of metrics.
import Testing

/// Families with their samples. What the formats do not allow is an issue of the test.
struct Exposition {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var name: String
        var type: String
        var samples: [Sample] = []
    }

    private(set) var families: [Family] = []

    /// The value of the sample with these labels.
    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples(name).first { $0.labels == labels }?.value
    }

    func samples(_ name: String) -> [Sample] { families.flatMap(\.samples).filter { $0.name == name } }

    /// - Parameter openMetrics: whether counters have their suffix in the sample only, and the text has an end.
    init(_ text: String, openMetrics: Bool = false) throws {
        try #require(text.hasSuffix("\n"))
        var lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        if openMetrics { try #require(lines.popLast() == "# EOF") }
        var help: Substring?
        for line in lines {
            if let match = line.wholeMatch(of: /# HELP ([a-z_]+) (\S.*)/) {
                help = match.1
            } else if let match = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|info)/) {
                #expect(help == match.1, "help stands before type")
                #expect(!families.contains { $0.name == match.1 }, "\(match.1) stands together")
                families.append(Family(name: String(match.1), type: String(match.2)))
            } else {
                try add(Self.sample(line), openMetrics: openMetrics)
            }
        }
    }

    private mutating func add(_ sample: Sample, openMetrics: Bool) throws {
        let last = try #require(families.indices.last, "\(sample) without a family")
        let suffix = ["counter": "_total", "info": "_info"][families[last].type] ?? ""
        #expect(sample.name == families[last].name + (openMetrics ? suffix : ""))
        #expect(families[last].type != "counter" || sample.name.hasSuffix("_total"))
        let isNew = !families[last].samples.contains { $0.name == sample.name && $0.labels == sample.labels }
        #expect(isNew, "\(sample) stands once")
        families[last].samples.append(sample)
    }

    private static func sample(_ line: Substring) throws -> Sample {
        let match = try #require(line.wholeMatch(of: /([a-z_]+)(?:\{(.*)\})? (\S+)/), "\(line)")
        let value = try #require(match.3 == "+Inf" ? .infinity : Double(match.3), "\(line)")
        return Sample(name: String(match.1), labels: try labels(match.2 ?? ""), value: value)
    }

    private static func labels(_ text: Substring) throws -> [String: String] {
        var labels: [String: String] = [:]
        var rest = text
        while !rest.isEmpty {
            let match = try #require(
                rest.prefixMatch(of: /([a-z_]+)="((?:[^"\\]|\\["\\n])*)"(,(?=[a-z])|$)/), "\(rest)")
            #expect(labels[String(match.1)] == nil)
            labels[String(match.1)] = unescaped(match.2)
            rest = rest[match.range.upperBound...]
        }
        return labels
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if !isEscaped, scalar == "\\" {
                isEscaped = true
                continue
            }
            result.unicodeScalars.append(isEscaped && scalar == "n" ? "\n" : scalar)
            isEscaped = false
        }
        return result
    }
}
