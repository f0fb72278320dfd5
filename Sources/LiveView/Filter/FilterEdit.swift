// FilterEdit.swift: edits of the filter by keys: they write ordinary terms.

/// Changes to the text of a filter, made on what it means; a text that is wrong is left as it is.
enum FilterEdit {
    /// Shows only this peer, or this peer too where others are already picked; picked already, it is let go. A network
    /// that it was picked with makes room for it.
    static func only(_ peer: String, in text: String) -> String {
        edit(text, for: peer) { terms, peer in
            let picked = terms.indices.filter { terms[$0].picksPeers }
            if let index = picked.first(where: { terms[$0].names(peer) }) {
                terms[index].removeAddresses(where: peer.isMeantAlone)
                return
            }
            if let index = picked.first(where: { terms[$0].covers(peer) }) ?? picked.first {
                let first = terms[index].peers?.firstIndex(where: peer.isMeant)
                terms[index].removeAddresses(where: peer.isMeant)
                terms[index].add(peer, at: first)
            } else {
                terms.append(Term(peers: [peer.pattern]))
            }
            reveal(peer, in: &terms)
        }
    }

    /// Shows this peer instead of all others.
    static func onlyThis(_ peer: String, in text: String) -> String {
        edit(text, for: peer) { terms, peer in
            let picked = terms.filter(\.picksPeers)
            guard picked.count != 1 || picked[0].peers?.count != 1 || !picked[0].names(peer) else { return }
            terms.removeAll(where: \.picksPeers)
            terms.append(Term(peers: [peer.pattern]))
            reveal(peer, in: &terms)
        }
    }

    /// Hides this peer; hidden already, it is shown again.
    static func hide(_ peer: String, in text: String) -> String {
        edit(text, for: peer) { terms, peer in
            let isHidden = terms.contains { $0.hidesPeers && $0.names(peer) }
            for index in terms.indices where terms[index].names(peer) && terms[index].isNegated == isHidden {
                terms[index].removeAddresses(where: peer.isMeantAlone)
            }
            guard !isHidden else { return }
            if let index = terms.firstIndex(where: \.hidesPeers) {
                terms[index].add(peer)
            } else {
                terms.append(Term(peers: [peer.pattern], isNegated: true))
            }
        }
    }

    /// Adds a term, or its negation; the opposite of it goes.
    static func add(_ term: String, isNegated: Bool, to text: String) -> String {
        edit(text) { terms in
            let (wanted, opposite) = isNegated ? ("!" + term, term) : (term, "!" + term)
            terms.removeAll { $0.text == opposite }
            if !terms.contains(where: { $0.text == wanted }) { terms.append(Term(text: wanted)) }
        }
    }

    /// A term that finds this text, whatever it looks like.
    static func textTerm(_ text: String) -> String {
        let isWord = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isWord, case .all(let nodes)? = try? FilterParser.parse(text).kind, nodes.count == 1,
            nodes[0].kind == .term(.text(text)), !nodes[0].isNegated
        else { return Term.quoted(text) }
        return text
    }

    /// A term of a field with this value.
    static func fieldTerm(_ field: String, _ value: String) -> String { "\(field):\(Term.value(value))" }

    /// Which way a threshold is moved.
    enum Strictness {
        /// Shows less.
        case stricter
        /// Shows more.
        case looser
    }

    /// Moves the threshold of severity by one.
    static func severity(_ change: Strictness, in text: String) -> String {
        edit(text) { terms in
            let index = terms.firstIndex { $0.threshold != nil }
            // Of several, the strictest is the one that counts.
            let current = terms.compactMap(\.threshold).min() ?? Int(Severity.debug.rawValue)
            guard change == .looser || current > 0 else { return }
            terms.removeAll { $0.threshold != nil }
            let next = Severity(rawValue: UInt8(current + (change == .stricter ? -1 : 1)))
            // "debug and worse" is everything.
            guard let next, next != .debug else { return }
            terms.insert(Term(threshold: next), at: index ?? terms.count)
        }
    }

    /// The terms of a filter that are ANDed, each with its text; the whole as one where it is of groups.
    static func terms(of text: String) -> [String] {
        guard let node = try? FilterParser.parse(text) else { return text.isEmpty ? [] : [text] }
        return Term.read(node, text).map(\.text)
    }
}

// MARK: - How a text is changed

extension FilterEdit {
    /// What hides this peer goes.
    private static func reveal(_ peer: Peer, in terms: inout [Term]) {
        for index in terms.indices where terms[index].hidesPeers && terms[index].covers(peer) {
            terms[index].removeAddresses(where: peer.isMeant)
        }
    }

    private static func edit(_ text: String, for peer: String, _ change: (inout [Term], Peer) -> Void) -> String {
        guard let peer = Peer(peer) else { return text }
        return edit(text) { change(&$0, peer) }
    }

    private static func edit(_ text: String, _ change: (inout [Term]) -> Void) -> String {
        guard let node = try? FilterParser.parse(text) else { return text }
        var terms = Term.read(node, text)
        change(&terms)
        let edited = terms.filter { $0.peers != [] }.map(\.text).joined(separator: " ")
        // Parentheses around the whole may be one pair too many.
        return (try? FilterParser.parse(edited)) == nil ? text : edited
    }
}
