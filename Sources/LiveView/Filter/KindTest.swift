// KindTest.swift: tests the kind of a line.
import CollectorCore

/// A class, so that the masked text of each line is put into the same memory.
final class KindTest: LineTest {
    let cost = 7
    private let ids: [UInt32]
    private let templates: KindTemplates
    private var text = MaskedText()

    init(_ ids: Set<UInt32>, _ templates: KindTemplates) {
        self.ids = ids.sorted()
        self.templates = templates
    }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        text.read(line, from: MessageHeader(line).text)
        for id in ids where templates.isLine(text, of: id) { return true }
        return false
    }
}
