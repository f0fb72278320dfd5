// FieldTermTests.swift: "field:user.id=7": what it means, how it is written, and that it finds what a plain search finds.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Filters by fields of messages")
struct FieldTermTests {
    private func condition(_ text: String) throws -> FieldCondition {
        guard case .all(let nodes) = try FilterParser.parse(text).kind, nodes.count == 1,
            case .term(.field(let condition)) = nodes[0].kind
        else {
            Issue.record("no field: \(text)")
            return FieldCondition("")
        }
        return condition
    }

    private func matches(_ filter: String, _ line: String) throws -> Bool {
        let entry = FeedEntry(
            sequence: 1, received: WallTime(nanoseconds: 0), source: FeedSource(address: "10.0.0.1", port: 1),
            length: line.utf8.count, end: .lineFeed)
        let matcher = try FilterMatcher(FilterParser.parse(filter), FilterContext(now: WallTime(nanoseconds: 0)))
        return matcher.matches(entry, line.utf8.span)
    }

    @Test("names, values, lists, patterns and numbers are read")
    func parsing() throws {
        #expect(try condition("field:status") == FieldCondition("status"))
        let seven = FieldPattern([.text("7")])
        for text in ["field:user.id=7", "field:user.id:7", "FIELD:\"user.id\"=\"7\""] {
            #expect(try condition(text) == FieldCondition("user.id", .values([seven])), "\(text)")
        }
        #expect(try condition("field:a=7,7") == FieldCondition("a", .values([seven, seven])))
        let pattern = FieldPattern([.text("/a b"), .anyBytes, .text("c*"), .oneByte])
        #expect(try condition("field:path=\"/a b\"*c\"*\"?") == FieldCondition("path", .values([pattern])))
        #expect(try condition("field:a=\"\"") == FieldCondition("a", .values([FieldPattern([.text("")])])))
        for comparison in [Comparison.less, .lessOrEqual, .greater, .greaterOrEqual] {
            let text = "field:took\(comparison.rawValue)-1.5e3"
            #expect(try condition(text) == FieldCondition("took", .number(comparison, -1_500, text: "-1.5e3")))
        }
    }

    @Test("written again, it means the same, alone, excluded and inside parentheses")
    func writing() throws {
        for text in [
            "field:status", "field:status=500", "field:\"a b\"=\"c d\"*,?,\"\"", "field:\"a:b\">=5", "field:a=\"x)y\"*",
            "field:a=\"q\\\"\\\\\"", "field:ünï=日本",
        ] {
            let read = try condition(text)
            #expect(try condition(read.text) == read && read.canBeTyped, "\(text) as \(read.text)")
        }
        // A term that is added puts alternatives in parentheses, in which ")" ends a word.
        let edited = FilterEdit.add("x", isNegated: false, to: "field:a=x)y* | !field:b)c=1")
        #expect(edited == "(field:a=\"x)y\"* | !field:\"b)c\"=1) x")
        for (line, isFound) in [("<14>a=x)yz x", true), ("<14>a=x x", true), ("<14>a=q", false)] {
            #expect(try matches(edited, line) == isFound, "\(line)")
        }
    }

    @Test("what is wrong is said, and where")
    func problems() {
        func reason(_ text: String) -> String {
            do throws(FilterProblem) {
                _ = try FilterParser.parse(text)
                return ""
            } catch {
                return error.reason
            }
        }
        #expect(reason("field:").hasPrefix("field: needs a name, as in field:status"))
        #expect(reason("field=3").hasPrefix("field: needs a name, as in field:status"))
        #expect(reason("field:a=") == "field:NAME= needs a value; \"\" is an empty one")
        #expect(reason("field:a=1,") == "field:NAME= needs a value; \"\" is an empty one")
        #expect(reason("field:a!=5") == "to exclude values, write !field:a=...")
        #expect(reason("field:a>=x") == "not a number: x")
        #expect(reason("field:a<1,2") == "not a number: 1,2")
        #expect(reason("field:a=\"x") == "this quote is not closed")
        #expect(reason("file:/etc/passwd shield:up") == "")
    }

    @Test("every format is searched, by any of several fields of a name, and not by those of other names")
    func matching() throws {
        let json =
            #"<14>{"status": 500, "user": {"id": 7, "tags": ["a", "B"]}, "user.name": "Eve \"E\"", "n": null, "n": 2}"#
        let cases: [(filter: String, line: String, isFound: Bool)] = [
            ("field:status", json, true), ("field:status=500", json, true), ("field:status=50", json, false),
            ("field:status=5*", json, true), ("field:status=4*,5*", json, true), ("field:STATUS>=500", json, true),
            ("field:status>500", json, false), ("field:id=7", json, false), ("field:user.id=7", json, true),
            ("field:user", json, true), ("field:user=*", json, false), ("field:use", json, false),
            ("field:user.", json, false), ("field:user.tags=b", json, true), ("field:user.tags=c", json, false),
            ("field:user.tags", json, true), ("field:user.tags.0", json, false), ("field:user.id.x", json, false),
            ("field:user.name=\"eve \\\"E\\\"\"", json, true), ("field:n=2", json, true), ("field:n=null", json, true),
            ("field:n<3", json, true), ("!field:n=2", json, false), ("!field:m=2", json, true),
            ("field:status=500", #"<14>{"st\u0061tus":"5\u00300"}"#, true),
            ("field:status=500", #"<14>{"status":500"#, false), ("field:status=500", "<14>status:500", false),
            ("field:status=500", "<14>GET / status=500 ok", true), ("field:rt>0.01", "<14>GET / rt=0.012", true),
            ("field:rt>0.01", "<14>GET / rt=0.012s", false), ("field:out=\"\"", "<4>IN=eth0 OUT= LEN=60", true),
            ("field:deviceVendor=ibm", "<14>LEEF:1.0|IBM|b|c|d|", true),
            ("field:name=\"a b\"", "<14>CEF:0|a|b|c|d|a b|5|", true),
            ("field:devicevendor=a|b", "<14>CEF:0|a|b|c|d|a b|5|", true),
            ("field:\"devicevendor\"=\"a|b\"", #"<14>CEF:0|a\|b|b|c|d|e|5|"#, true),
            ("field:ex@32473.iut=3", #"<14>1 - h a - - [ex@32473 iut="3"] text"#, true),
            ("field:ex@32473", #"<14>1 - h a - - [ex@32473 iut="3"] text"#, true),
            ("field:iut=3", #"<14>1 - h a - - [ex@32473 iut="3"] text"#, false),
        ]
        for (filter, line, isFound) in cases {
            #expect(try matches(filter, line) == isFound, "\(filter) in \(line)")
        }
    }

    @Test("a value that is cut exists, but has no known value")
    func cut() throws {
        let line = #"<14>{"a":1,"text":"very long"#
        let entry = FeedEntry(
            sequence: 1, received: WallTime(nanoseconds: 0), source: FeedSource(address: "10.0.0.1", port: 1),
            length: 9_000, isTruncated: true, end: .lineFeed)
        for (filter, isFound) in [("field:a=1", true), ("field:text", true), ("field:text=\"very long\"*", false)] {
            let matcher = try FilterMatcher(FilterParser.parse(filter), FilterContext(now: WallTime(nanoseconds: 0)))
            #expect(matcher.matches(entry, line.utf8.span) == isFound, "\(filter)")
        }
    }

    @Test("while the name is typed the view stays as it is")
    func typing() {
        var scene = Scene()
        scene.receive("<14>status=500", from: "10.0.0.1")
        scene.tick()
        scene.type("ffield:sta")
        #expect(scene.screen().text.contains("1 of 1"))
        scene.type("tus=4")
        #expect(scene.screen().text.contains("0 of 1"))
    }
}

// MARK: - Against a plain search

extension FieldTermTests {
    /// Whether a field of that name has such a value, found by comparing strings.
    private func isFound(_ values: [NamedValue], _ name: String, _ test: (NamedValue) -> Bool) -> Bool {
        values.contains { value in
            let names = value.path.filter { Int($0) == nil }
            return names.joined(separator: ".").lowercased() == name && test(value)
        }
    }

    @Test("finds the lines that a plain search through all fields finds")
    func recount() throws {
        var generator = SeededGenerator(for: "field terms")
        let names = ["a", "status", "a.b", "b", "user.id", "id", "k8s/app", "name", "version"]
        let values = ["7", "500", "ok", "A b", "", "-1.5", "x*", "é", "null", "0x1f"]
        func line() -> String {
            func pairs(_ separator: String, _ write: (String, String) -> String) -> String {
                (0..<generator.number(1...4)).map { _ in write(generator.pick(names), generator.pick(values)) }
                    .joined(separator: separator)
            }
            let head = generator.pick([
                "<14>", "<14>Aug 29 14:03:21 web app: ", "<14>1 - h a - - [id a=\"7\" b=\"x\\]\"] ", "status ",
            ])
            switch generator.number(0...6) {
            case 0: return head + pairs(" ") { "\($0)=\"\($1)\"" }
            case 1: return head + pairs(" and ") { "\($0)=\($1)" }
            case 2: return head + "CEF:0|v|p|1|c|A b|5|" + pairs(" ") { "\($0.filter(\.isLetter))=\($1)" }
            case 3: return head + "LEEF:1.0|v|p|1|500|" + pairs("\t") { "\($0)=\($1)" }
            case 4:
                return head + "{\"user\":{\"id\":7,\"a\":[{\"b\":\"x*\"},500]}," + pairs(",") { "\"\($0)\":\"\($1)\"" }
                    + "}"
            case 5: return head + "{" + pairs(",") { "\"\($0)\":{\"id\":[\"\($1)\",{\"\\u0062\":500}]}" } + "}"
            default: return head + pairs(" ") { "\($0) \($1)" } + generator.pick(["", "{", "=", "\\"])
            }
        }
        var scene = Scene()
        let lines = (0..<600).map { _ in line() }
        for line in lines { scene.receive(line, from: "10.0.0.1") }
        scene.tick()
        _ = scene.arranged()
        let read = lines.map { FieldReaderTests.read($0).values }
        var total = 0
        for _ in 0..<60 {
            let name = generator.pick(names + ["user", "a.a.b", "user.a", "status.id", "status.id.b", "id.a"])
            let value = generator.pick(values)
            let number = generator.pick([-2.0, 0, 7, 499.5])
            let latin = NamedValue.latin(Array(value.utf8)).lowercased()
            let tests: [(filter: String, holds: (NamedValue) -> Bool)] = [
                ("field:\(name)", { _ in true }),
                (
                    FieldCondition(name, .values([FieldPattern(value: Array(value.utf8))])).text,
                    {
                        $0.kind != .object && $0.kind != .array && $0.value.lowercased() == latin
                    }
                ),
                ("field:\(name)=*5*", { $0.kind != .object && $0.kind != .array && $0.value.contains("5") }),
                (
                    "field:\(name)>=\(number)",
                    { value in
                        value.value.allSatisfy { "0123456789.-".contains($0) }
                            && Double(value.value).map { $0 >= number } ?? false
                    }
                ),
            ]
            for (filter, holds) in tests {
                scene.model.state.setFilter(filter)
                scene.model.refreshFilters()
                _ = scene.arranged()
                let wanted = read.count { isFound($0, name, holds) }
                #expect(scene.model.arrangement.counts.matches == wanted, "\(filter)")
                total += wanted
            }
        }
        #expect(total > 2_000, "\(total)")
    }
}
