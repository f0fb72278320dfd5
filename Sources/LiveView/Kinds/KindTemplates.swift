// KindTemplates.swift: which lines a kind stands for that is named by its ID.
import CollectorCore

/// The words of the kinds that a filter names, at one moment. Any thread may use it.
package struct KindTemplates: Equatable, Sendable {
    let ids: Set<UInt32>
    private var words: [UInt32: [UInt64]] = [:]

    package init() { ids = [] }

    /// - Parameter before: what the IDs meant before, for kinds that are no longer kept.
    init(_ ids: Set<UInt32>, in table: KindTable, before: KindTemplates) {
        self.ids = ids
        let kinds = table.all
        for id in ids { words[id] = kinds.first { $0.ids.contains(id) }?.words ?? before.words[id] }
    }

    /// Whether a line is of the kind. One that has not been seen yet is known by its ID alone.
    func isLine(_ text: MaskedText, of id: UInt32) -> Bool {
        if text.id == id { return true }
        guard let words = words[id], words.count == text.words.count else { return false }
        return Kind.difference(of: words, from: text.words).count == 0
    }
}

extension String {
    /// An ID as it is shown and typed: eight hexadecimal digits.
    init(kind id: UInt32) { self.init(hexadecimal: id, digits: 8) }
}
