// FieldPath.swift: finds fields by name: "status", or "user.id" for what is nested.
import CollectorCore

/// A name of fields. Names of nested ones are joined by dots, as in a name that holds dots itself; elements of arrays have
/// the name of the array. Letters match in either case (ASCII). A class, so that its memory is used again for each line.
final class FieldPath {
    private let path: [UInt8]
    /// For each depth, where in the path the names of the fields in the group must begin, or -1; and whether the group
    /// has the whole name.
    private var groups: [(start: Int, isFound: Bool)]
    private var name: [UInt8] = []

    init(_ path: String) {
        self.path = path.utf8.map(Self.folded)
        groups = Array(repeating: (0, false), count: JSONScanner.depthLimit + 1)
    }

    /// The first field of this name that `isWanted`.
    func first(in fields: [Field], of line: Bytes, where isWanted: (Field) -> Bool) -> Field? {
        for field in fields {
            let group = groups[field.depth]
            var (start, isFound) = (-1, group.isFound)
            if case .element = field.name {
                start = group.start
            } else {
                isFound = false
                if group.start >= 0, let end = end(of: field.name, from: group.start, line) {
                    isFound = end == path.count
                    if end < path.count, path[end] == UInt8(ascii: ".") { start = end + 1 }
                }
            }
            if isFound, isWanted(field) { return field }
            if field.isGroup { groups[field.depth + 1] = (start, isFound) }
        }
        return nil
    }

    /// Where the path continues behind a name, if it stands there.
    private func end(of name: Field.Name, from start: Int, _ line: Bytes) -> Int? {
        switch name {
        case .element: return nil
        case .place(let place): return end(of: place.bytes, from: start)
        case .text(let text):
            let bytes = line.extracting(text.range)
            guard text.escapes != .none else { return end(of: bytes, from: start) }
            self.name.removeAll(keepingCapacity: true)
            text.escapes.undo(bytes, into: &self.name)
            return end(of: self.name, from: start)
        }
    }

    private func end(of name: [UInt8], from start: Int) -> Int? { end(of: name.span, from: start) }

    private func end(of name: Bytes, from start: Int) -> Int? {
        guard start + name.count <= path.count else { return nil }
        for index in name.indices where Self.folded(name[index]) != path[start + index] { return nil }
        return start + name.count
    }

    private static func folded(_ byte: UInt8) -> UInt8 { 0x41...0x5A ~= byte ? byte | 0x20 : byte }
}
