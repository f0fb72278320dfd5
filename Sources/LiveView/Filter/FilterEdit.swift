// FilterEdit.swift: edits of the filter by keys: they write ordinary terms.

/// Changes to the text of a filter, made on its syntax tree. An invalid text is not changed.
enum FilterEdit {
    /// Shows only this peer, or this peer too if others are already selected. If it is selected itself, it is removed.
    /// It replaces a network that contains it.
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

    /// Hides this peer, or shows it again if it is hidden.
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

    /// Adds a term, or its negation, and removes the opposite.
    static func add(_ term: String, isNegated: Bool, to text: String) -> String {
        edit(text) { terms in
            let (wanted, opposite) = isNegated ? ("!" + term, term) : (term, "!" + term)
            terms.removeAll { $0.text == opposite }
            if !terms.contains(where: { $0.text == wanted }) { terms.append(Term(text: wanted)) }
        }
    }

    /// Shows only lines of this span of time.
    ///
    /// - Parameter isImplied: whether a span of the filter lets all of that span through; it is left out.
    static func onlyTime(_ span: TimeSpan, in text: String, where isImplied: (TimeSpan) -> Bool) -> String {
        edit(text) { terms in
            terms.removeAll { term in
                let spans = (try? FilterParser.parse(term.text))?.spans ?? []
                return term.text.hasPrefix("time:") && spans.joined().contains(where: isImplied)
            }
            terms.append(Term(text: "time:\(span)"))
        }
    }

    /// A term that finds this text literally.
    static func textTerm(_ text: String) -> String {
        let isWord = text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isWord, case .all(let nodes)? = try? FilterParser.parse(text).kind, nodes.count == 1,
            nodes[0].kind == .term(.text(text)), !nodes[0].isNegated
        else { return Term.quoted(text) }
        return text
    }

    /// A term of a field with this value.
    static func fieldTerm(_ field: String, _ value: String) -> String { "\(field):\(Term.value(value))" }

    /// The direction in which a threshold is moved.
    enum Strictness {
        /// Shows less.
        case stricter
        /// Shows more.
        case looser
    }

    /// Moves the severity threshold by one.
    static func severity(_ change: Strictness, in text: String) -> String {
        edit(text) { terms in
            let index = terms.firstIndex { $0.threshold != nil }
            // Of several thresholds, the strictest one decides.
            let current = terms.compactMap(\.threshold).min() ?? Int(Severity.debug.rawValue)
            guard change == .looser || current > 0 else { return }
            terms.removeAll { $0.threshold != nil }
            let next = Severity(rawValue: UInt8(current + (change == .stricter ? -1 : 1)))
            // "debug or worse" is everything.
            guard let next, next != .debug else { return }
            terms.insert(Term(threshold: next), at: index ?? terms.count)
        }
    }

    /// The texts of the ANDed terms of a filter. A filter of ORed groups is one term.
    static func terms(of text: String) -> [String] {
        guard let node = try? FilterParser.parse(text) else { return text.isEmpty ? [] : [text] }
        return Term.read(node, text).map(\.text)
    }
}

// MARK: - Changing the text

extension FilterEdit {
    /// Removes what hides this peer.
    private static func reveal(_ peer: Peer, in terms: inout [Term]) {
        for index in terms.indices where terms[index].hidesPeers && terms[index].covers(peer) {
            terms[index].removeAddresses(where: peer.isMeant)
        }
    }

    private static func edit(_ text: String, for peer: String, _ change: (inout [Term], Peer) -> Void) -> String {
        guard let peer = Peer(peer) else { return text }
        return edit(text) { change(&$0, peer) }
    }

    static func edit(_ text: String, _ change: (inout [Term]) -> Void) -> String {
        guard let node = try? FilterParser.parse(text) else { return text }
        var terms = Term.read(node, text)
        change(&terms)
        let edited = terms.filter { $0.peers != [] && $0.kinds != [] }.map(\.text).joined(separator: " ")
        // Parentheses around the whole filter may exceed the limit of their depth.
        return (try? FilterParser.parse(edited)) == nil ? text : edited
    }
}
