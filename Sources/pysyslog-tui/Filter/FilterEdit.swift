// FilterEdit.swift: keys that narrow the view write ordinary terms into the filter line.

/// Changes to the text of a filter; a text that is wrong is left as it is.
enum FilterEdit {
    /// Shows only this peer, or this peer too where others are already picked; picked already, it is let go.
    static func only(_ address: String, in text: String) -> String {
        edit(text) { terms in
            if let place = terms.firstIndex(where: { !$0.isNegated && $0.addresses != nil }) {
                var addresses = terms[place].addresses!
                if let known = addresses.firstIndex(of: address) {
                    addresses.remove(at: known)
                } else {
                    addresses.append(address)
                }
                terms[place] = Term(addresses: addresses, isNegated: false)
            } else {
                terms.append(Term(addresses: [address], isNegated: false))
            }
            drop(address, ofNegated: true, from: &terms)
        }
    }

    /// Hides this peer; hidden already, it is shown again.
    static func hide(_ address: String, in text: String) -> String {
        edit(text) { terms in
            if terms.contains(where: { $0.isNegated && $0.addresses?.contains(address) == true }) {
                drop(address, ofNegated: true, from: &terms)
                return
            }
            drop(address, ofNegated: false, from: &terms)
            if let place = terms.firstIndex(where: { $0.isNegated && $0.addresses != nil }) {
                terms[place] = Term(addresses: terms[place].addresses! + [address], isNegated: true)
            } else {
                terms.append(Term(addresses: [address], isNegated: true))
            }
        }
    }

    /// Moves the threshold of severity by one: `stricter` shows less.
    static func severity(stricter: Bool, in text: String) -> String {
        edit(text) { terms in
            let place = terms.firstIndex { $0.threshold != nil }
            let current = place.flatMap { terms[$0].threshold } ?? .debug
            let number = Int(current.rawValue) + (stricter ? -1 : 1)
            let next = Severity(rawValue: UInt8(clamping: max(0, number)))
            if let place { terms.remove(at: place) }
            // "debug and worse" is everything.
            guard let next, next != .debug else { return }
            let term = Term(text: "sev<=\(next.name)", threshold: next)
            if let place { terms.insert(term, at: place) } else { terms.append(term) }
        }
    }

    /// The terms of a filter that are ANDed, each with its text; the whole as one where it is of groups.
    static func terms(of text: String) -> [String] {
        guard let node = try? FilterParser.parse(text) else { return text.isEmpty ? [] : [text] }
        return Term.read(node, text).map(\.text)
    }
}

// MARK: - Terms

extension FilterEdit {
    private struct Term {
        var text: String
        var isNegated = false
        /// The addresses of a term that names nothing but addresses, as they were written.
        var addresses: [String]?
        /// The severity of a term such as `sev<=warn`.
        var threshold: Severity?

        init(text: String, isNegated: Bool = false, addresses: [String]? = nil, threshold: Severity? = nil) {
            self.text = text
            self.isNegated = isNegated
            self.addresses = addresses
            self.threshold = threshold
        }

        init(addresses: [String], isNegated: Bool) {
            self.init(
                text: (isNegated ? "!" : "") + "peer:" + addresses.joined(separator: ","), isNegated: isNegated,
                addresses: addresses)
        }

        static func read(_ node: FilterNode, _ text: String) -> [Term] {
            let characters = Array(text)
            guard case .all(let nodes) = node.kind else { return [Term(text: "(\(text))")] }
            return nodes.map { read(term: $0, String(characters[$0.range])) }
        }

        private static func read(term node: FilterNode, _ text: String) -> Term {
            let bare = node.isNegated ? String(text.dropFirst()) : text
            switch node.kind {
            case .term(.peer):
                let list = bare.hasPrefix("peer:") ? String(bare.dropFirst(5)) : bare
                guard !list.contains("\""), list == bare || bare.hasPrefix("peer:") else { break }
                return Term(
                    text: text, isNegated: node.isNegated, addresses: list.split(separator: ",").map(String.init))
            case .term(.severity(let set)) where bare.hasPrefix("sev<=") && !node.isNegated:
                let worst = Severity.allCases.last { set.contains($0) }
                return Term(text: text, threshold: worst)
            default: break
            }
            return Term(text: text, isNegated: node.isNegated)
        }
    }

    private static func drop(_ address: String, ofNegated isNegated: Bool, from terms: inout [Term]) {
        for place in terms.indices where terms[place].isNegated == isNegated {
            guard let addresses = terms[place].addresses, addresses.contains(address) else { continue }
            terms[place] = Term(addresses: addresses.filter { $0 != address }, isNegated: isNegated)
        }
    }

    private static func edit(_ text: String, _ change: (inout [Term]) -> Void) -> String {
        guard let node = try? FilterParser.parse(text) else { return text }
        var terms = Term.read(node, text)
        change(&terms)
        return terms.filter { $0.addresses != [] }.map(\.text).joined(separator: " ")
    }
}
