// Field.swift: a named value of a message, and where in the line its name and its text stand.
import CollectorCore

/// A part of a line as it was sent, and how it is to be read.
struct FieldText: Equatable {
    var range: Range<Int>
    var escapes = Escapes.none

    /// What it stands for.
    func bytes(in line: Bytes) -> [UInt8] {
        var bytes: [UInt8] = []
        escapes.undo(line.extracting(range), into: &bytes)
        return bytes
    }
}

/// A value that a message gives a name to, or a group of such values. Nothing is copied.
struct Field: Equatable {
    enum Name: Equatable {
        case text(FieldText)
        /// An element of an array has no name of its own.
        case element
        /// A part of a CEF or LEEF message that has its name from its place.
        case place(EventPlace)
    }

    enum Kind: Equatable {
        case object, array
        case text, number
        /// `true`, `null` and the like.
        case word
    }

    var name: Name
    var kind: Kind
    /// Of a group, everything from its first bracket to its last.
    var value: FieldText
    /// How many groups it is in.
    var depth: Int
    /// The line ends before the value does.
    var isCut = false

    var isGroup: Bool { kind == .object || kind == .array }

    /// Its name; empty for an element.
    func nameBytes(in line: Bytes) -> [UInt8] {
        switch name {
        case .text(let text): text.bytes(in: line)
        case .element: []
        case .place(let place): place.bytes
        }
    }
}

/// The fields of one line in the order of the line, each group before what is in it. The memory is used again for the
/// next line.
struct FieldList {
    private(set) var fields: [Field] = []
    /// Fields beyond the limit.
    private(set) var omitted = 0
    /// The places of the groups that are not closed yet.
    private var open: [Int] = []

    /// A line of the feed can have some 4,000 elements of arrays.
    static let limit = 4_096

    var depth: Int { open.count }

    mutating func removeAll() { remove(from: 0) }

    /// Removes what was added since there were `count` fields.
    mutating func remove(from count: Int) {
        fields.removeSubrange(min(count, fields.count)...)
        open.removeAll(keepingCapacity: true)
        omitted = 0
    }

    mutating func add(_ name: Field.Name, _ kind: Field.Kind, _ value: FieldText, isCut: Bool = false) {
        guard fields.count < Self.limit else {
            omitted += 1
            return
        }
        fields.append(Field(name: name, kind: kind, value: value, depth: depth, isCut: isCut))
    }

    mutating func openGroup(_ name: Field.Name, _ kind: Field.Kind, at start: Int) {
        let place = fields.count
        add(name, kind, FieldText(range: start..<start), isCut: true)
        open.append(place)
    }

    /// - Parameter end: behind its last bracket.
    mutating func closeGroup(at end: Int) {
        guard let place = open.popLast(), place < fields.count else { return }
        fields[place].value.range = fields[place].value.range.lowerBound..<end
        fields[place].isCut = false
    }

    /// The line ends within the groups that are open.
    mutating func endGroups(at end: Int) {
        while let place = open.popLast() {
            guard place < fields.count else { continue }
            fields[place].value.range = fields[place].value.range.lowerBound..<end
        }
    }
}

extension Bytes {
    /// Whether these bytes stand at `start`.
    func stands(_ bytes: [UInt8], at start: Int) -> Bool {
        guard start + bytes.count <= count else { return false }
        for index in bytes.indices where self[start + index] != bytes[index] { return false }
        return true
    }
}
