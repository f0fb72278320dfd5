// FilterEdit+Kinds.swift: edits of the filter from the list of kinds of lines.

extension FilterEdit {
    /// Shows only lines of this kind, instead of those of other kinds.
    static func onlyKind(_ id: UInt32, in text: String) -> String {
        edit(text) { terms in
            terms.removeAll { $0.kinds != nil && !$0.isNegated }
            for index in terms.indices { terms[index].removeKind(id) }
            terms.append(Term(kinds: [id]))
        }
    }

    /// Hides lines of this kind, or shows them again if they are hidden.
    static func hideKind(_ id: UInt32, in text: String) -> String {
        edit(text) { terms in
            let isHidden = terms.contains { $0.isNegated && $0.kinds?.contains(id) == true }
            for index in terms.indices where terms[index].isNegated == isHidden { terms[index].removeKind(id) }
            if !isHidden { terms.append(Term(kinds: [id], isNegated: true)) }
        }
    }

    /// The kinds that terms of the filter hide.
    static func hiddenKinds(in text: String) -> Set<UInt32> {
        guard let node = try? FilterParser.parse(text) else { return [] }
        return Term.read(node, text).reduce(into: []) { hidden, term in
            if term.isNegated { hidden.formUnion(term.kinds ?? []) }
        }
    }
}

extension FilterEdit.Term {
    init(kinds: Set<UInt32>, isNegated: Bool = false) {
        text = (isNegated ? "!" : "") + "kind:" + kinds.sorted().map { String(kind: $0) }.joined(separator: ",")
        self.kinds = kinds
        self.isNegated = isNegated
    }

    /// Removes a kind from the term. A term without kinds is left out of the filter.
    mutating func removeKind(_ id: UInt32) {
        guard let kinds, kinds.contains(id) else { return }
        self = Self(kinds: kinds.subtracting([id]), isNegated: isNegated)
    }
}
