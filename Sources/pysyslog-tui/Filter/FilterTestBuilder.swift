// FilterTestBuilder.swift: from the tree of a filter to tests, the cheap ones in front.
import CollectorCore

struct FilterTestBuilder {
    let now: WallTime
    private(set) var dependsOnTime = false

    init(now: WallTime) {
        self.now = now
    }

    mutating func test(_ node: FilterNode) throws(FilterProblem) -> FilterMatcher.Test {
        let test: FilterMatcher.Test
        switch node.kind {
        case .all(let nodes): test = .all(try tests(nodes))
        case .any(let nodes): test = .any(try tests(nodes))
        case .term(let term):
            do throws(RegularExpressionError) {
                test = try self.test(term)
            } catch {
                throw FilterProblem(range: node.range, reason: error.reason)
            }
        }
        return node.isNegated ? .not(test) : test
    }

    private mutating func tests(_ nodes: [FilterNode]) throws(FilterProblem) -> [FilterMatcher.Test] {
        var tests: [FilterMatcher.Test] = []
        for node in nodes { tests.append(try test(node)) }
        return tests.sorted { Self.cost($0) < Self.cost($1) }
    }

    private mutating func test(_ term: FilterTerm) throws(RegularExpressionError) -> FilterMatcher.Test {
        switch term {
        case .text(let text):
            // Any capital letter asks for just these letters.
            return .text(LiteralSearch(text, ignoresCase: !text.contains(where: \.isUppercase)))
        case .expression(let pattern, let ignoresCase):
            return .expression(try FilterMatcher.CompiledExpression(pattern, ignoresCase: ignoresCase))
        case .peer(let patterns):
            return .sender(
                SenderTest { source in
                    let address = Address(source.address)
                    return patterns.contains { $0.matches(source.address, address) }
                })
        case .tls(let values): return .sender(SenderTest { Self.uses(values, $0.tls) })
        case .host(let globs): return .host(globs)
        case .app(let globs): return .app(globs)
        case .process(let globs): return .process(globs)
        case .severity(let set): return .severity(set)
        case .facility(let set): return .facility(set)
        case .bad(let defects): return .defect(defects)
        case .length(let comparison, let bytes): return .length(comparison, bytes)
        case .age(let comparison, let seconds):
            dependsOnTime = true
            let back = Int64(min(seconds, 1e9) * 1e9)
            // Received later than the limit is an age below it: the moments are compared the other way round.
            return .age(comparison, WallTime(nanoseconds: now.nanoseconds - back))
        }
    }

    private static func uses(_ values: [String], _ tls: String?) -> Bool {
        values.contains { value in
            switch value {
            case "no", "none", "plain": tls == nil
            case "yes", "any": tls != nil
            default: tls?.lowercased().contains(value) ?? false
            }
        }
    }

    private static func cost(_ test: FilterMatcher.Test) -> Int {
        switch test {
        case .severity, .facility, .length, .age: 1
        case .sender: 2
        case .text: 3
        case .host, .app, .process: 5
        case .defect: 6
        case .expression: 8
        case .not(let test): cost(test)
        case .all(let tests), .any(let tests): tests.map(cost).max() ?? 0
        }
    }
}
