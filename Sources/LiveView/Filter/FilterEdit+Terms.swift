// FilterEdit+Terms.swift: the terms of a filter: their meaning, and how they are written.
import CollectorCore

extension FilterEdit {
    /// A sender: its address and, behind `@`, its collector.
    struct Peer {
        let pattern: AddressPattern
        private let address: IPAddress
        private let key: PeerKey

        init?(_ text: String) {
            let name = text.prefix { $0 != "@" }
            guard let address = IPAddress(ignoringZone: name), let pattern = try? AddressPattern.read(text) else {
                return nil
            }
            self.address = address
            self.pattern = pattern
            key = PeerKey(String(name), at: pattern.collector)
        }

        func isMeant(by pattern: AddressPattern) -> Bool { pattern.matches(key, address) }
        func isMeantAlone(by pattern: AddressPattern) -> Bool { pattern.isAlone(address, at: key.collector) }
    }

    struct Term {
        var text: String
        var isNegated = false
        /// The addresses, if the term consists of addresses only.
        var peers: [AddressPattern]?
        /// The kinds of lines, if the term consists of these only.
        var kinds: Set<UInt32>?
        /// For a term such as `sev<=warn`, the highest severity number that it lets through; -1 if there is none.
        var threshold: Int?

        var picksPeers: Bool { peers != nil && !isNegated }
        var hidesPeers: Bool { peers != nil && isNegated }

        func names(_ peer: Peer) -> Bool { peers?.contains(where: peer.isMeantAlone) ?? false }
        func covers(_ peer: Peer) -> Bool { peers?.contains(where: peer.isMeant) ?? false }
    }
}

// MARK: - Writing

extension FilterEdit.Term {
    init(peers: [AddressPattern], isNegated: Bool = false) {
        text = (isNegated ? "!" : "") + "peer:" + peers.map { Self.value($0.text) }.joined(separator: ",")
        self.peers = peers
        self.isNegated = isNegated
    }

    /// Removes addresses from the term. A term without addresses is left out of the filter.
    mutating func removeAddresses(where isOut: (AddressPattern) -> Bool) {
        guard let peers else { return }
        self = Self(peers: peers.filter { !isOut($0) }, isNegated: isNegated)
    }

    /// Adds this peer to the addresses of the term: at `index`, or at the end.
    mutating func add(_ peer: FilterEdit.Peer, at index: Int? = nil) {
        guard var peers else { return }
        peers.insert(peer.pattern, at: index ?? peers.count)
        self = Self(peers: peers, isNegated: isNegated)
    }

    init(threshold: Severity) {
        text = "sev<=\(threshold.name)"
        self.threshold = Int(threshold.rawValue)
    }

    /// A value as it is written after a field; it is valid inside parentheses too.
    static func value(_ text: String) -> String {
        text.contains { $0.isWhitespace || "\",|)".contains($0) } ? quoted(text) : text
    }

    static func quoted(_ text: String) -> String {
        "\"" + text.map { "\"\\".contains($0) ? "\\\($0)" : "\($0)" }.joined() + "\""
    }
}

// MARK: - Reading

extension FilterEdit.Term {
    /// The terms of `node`, which `text` was parsed to.
    static func read(_ node: FilterNode, _ text: String) -> [Self] {
        let characters = Array(text)
        if case .any(let groups) = node.kind { return [Self(text: enclosed(groups, characters))] }
        return flattened(node).map { Self($0, String(characters[$0.range])) }
    }

    private init(_ node: FilterNode, _ text: String) {
        self.text = text
        isNegated = node.isNegated
        switch node.kind {
        case .term(.peer(let patterns)): peers = patterns
        case .term(.kind(let ids)): kinds = ids
        case .term(.severity(let set)) where !node.isNegated: threshold = set.threshold
        default: break
        }
    }

    /// Parentheses around ANDed terms have no meaning.
    private static func flattened(_ node: FilterNode) -> [FilterNode] {
        guard case .all(let nodes) = node.kind, !node.isNegated else { return [node] }
        return nodes.flatMap(flattened)
    }

    /// ORed groups as a single term.
    private static func enclosed(_ groups: [FilterNode], _ characters: [Character]) -> String {
        var characters = characters
        for group in groups.reversed() {
            guard case .all(let terms) = group.kind else { continue }
            for term in terms.reversed() {
                characters.replaceSubrange(term.range, with: enclosed(term, characters[term.range]))
            }
        }
        return "(" + String(characters) + ")"
    }

    /// A term as it must be written inside parentheses, where ")" ends a word.
    private static func enclosed(_ node: FilterNode, _ text: ArraySlice<Character>) -> [Character] {
        guard text.contains(")") else { return Array(text) }
        switch node.kind {
        case .all, .any, .term(.expression): return Array(text)
        case .term(.text(let phrase)):
            guard text.suffix(phrase.count).elementsEqual(phrase) else { return Array(text) }
            return text.dropLast(phrase.count) + Array(quoted(phrase))
        case .term(.peer(let patterns)): return Array(Self(peers: patterns, isNegated: node.isNegated).text)
        case .term(.field(let condition)): return Array((node.isNegated ? "!" : "") + condition.text)
        case .term:
            var name = text.prefix { !":=<>".contains($0) }
            name = text[name.startIndex..<text.index(after: name.endIndex)]
            if name.last == "<" || name.last == ">", text[name.endIndex...].first == "=" {
                name = text[name.startIndex...name.endIndex]
            }
            return name + Array(values(text[name.endIndex...]).joined(separator: ","))
        }
    }

    /// The values after a field, each in quotes if it needs them.
    private static func values(_ text: ArraySlice<Character>) -> [String] {
        var values: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == ",", !isQuoted {
                values.append("")
                continue
            }
            if character == "\"", !isEscaped, isQuoted || values.last == "" { isQuoted.toggle() }
            isEscaped = character == "\\" && isQuoted && !isEscaped
            values[values.count - 1].append(character)
        }
        return values.map { $0.hasPrefix("\"") ? $0 : value($0) }
    }
}

extension SeveritySet {
    /// The highest severity number if the set is "this severity or worse, or none"; -1 if it is "none" only.
    fileprivate var threshold: Int? {
        guard contains(nil) else { return nil }
        let count = Severity.allCases.prefix { contains($0) }.count
        return bits & ~Self.noneBit == (1 << UInt16(count)) - 1 ? count - 1 : nil
    }
}
