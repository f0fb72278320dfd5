// FilterTestBuilder.swift: makes tests from the syntax tree of a filter.
import CollectorCore

struct FilterTestBuilder {
    let context: FilterContext

    func test(_ node: FilterNode) throws(FilterProblem) -> any LineTest {
        let test: any LineTest
        switch node.kind {
        case .all(let nodes): test = JoinedTest(allOf: try tests(nodes))
        case .any(let nodes): test = JoinedTest(anyOf: try tests(nodes))
        case .term(let term):
            do throws(RegularExpressionError) {
                test = try self.test(term)
            } catch {
                throw FilterProblem(range: node.range, reason: error.reason)
            }
        }
        return node.isNegated ? NotTest(test: test) : test
    }

    private func tests(_ nodes: [FilterNode]) throws(FilterProblem) -> [any LineTest] {
        var tests: [any LineTest] = []
        for node in nodes { tests.append(try test(node)) }
        return tests
    }

    private func test(_ term: FilterTerm) throws(RegularExpressionError) -> any LineTest {
        switch term {
        case .text(let text):
            // A capital letter makes the search case-sensitive.
            PhraseTest(phrase: LiteralSearch(text, ignoresCase: !text.contains(where: \.isUppercase)))
        case .expression(let pattern, let ignoresCase): try ExpressionTest(pattern, ignoresCase: ignoresCase)
        case .peer(let patterns):
            SenderTest { source in
                let address = IPAddress(ignoringZone: source.address)
                return patterns.contains { $0.matches(source.peer, address) }
            }
        case .name(let globs): SenderTest { Self.matches(globs, context.names.name(of: $0.address)?.text) }
        case .collector(let globs): SenderTest { Self.matches(globs, $0.collector) }
        case .listener(let globs): SenderTest { Self.matches(globs, $0.listener) }
        case .tls(let values): SenderTest { Self.uses(values, $0.tls) }
        case .silent(let condition):
            SenderTest(dependsOnTime: true) { condition.holds(context.silences.seconds(of: $0.peer, at: context.now)) }
        case .host(let globs): HeaderTest(part: .host, globs: globs)
        case .app(let globs): HeaderTest(part: .app, globs: globs)
        case .process(let globs): HeaderTest(part: .process, globs: globs)
        case .severity(let set): SeverityTest(severities: set)
        case .facility(let set): FacilityTest(facilities: set)
        case .bad(let defects): DefectTest(defects: defects)
        case .kind(let ids): KindTest(ids, context.kinds)
        case .field(let condition): FieldTest(condition)
        case .length(let comparison, let bytes): LengthTest(comparison: comparison, limit: bytes)
        case .time(let spans): TimeTest(spans: spans, offset: context.offset)
        case .age(let comparison, let seconds):
            AgeTest(
                comparison: comparison,
                limit: WallTime(nanoseconds: context.now.nanoseconds - Int64(min(seconds, 1e9) * 1e9)))
        }
    }

    static func matches(_ globs: [Glob], _ name: String?) -> Bool {
        guard let name else { return false }
        return globs.contains { $0.matches(name.utf8.span) }
    }

    private static func uses(_ values: [String], _ tls: TLSFacts?) -> Bool {
        values.contains { value in
            switch value {
            case "no", "none", "plain": return tls == nil
            case "yes", "any": return tls != nil
            default:
                guard let tls else { return false }
                return tls.versionNumber.contains(value) || tls.cipher.lowercased().contains(value)
            }
        }
    }
}
