// FieldsFuzzer.swift: libFuzzer's inputs as lines: every field lies within the line and within its group, and is found by its name.
import CollectorCore

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFields(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    // The first byte says whether more of the line was sent.
    guard let isCut = input.first.map({ $0 & 1 == 1 }) else { return 0 }
    let line = Array(input.dropFirst())
    var reader = FieldReader()
    reader.read(line.span, MessageHeader(line.span), isCut: isCut)
    guard reader.fields.count <= FieldList.limit, reader.rest.upperBound <= line.count else { fatalError("too much") }
    var names: [[UInt8]] = []
    var groups: [Field] = []
    for field in reader.fields {
        guard field.value.range.upperBound <= line.count, field.depth <= groups.count else {
            fatalError("out of place")
        }
        names.removeSubrange(field.depth...)
        groups.removeSubrange(field.depth...)
        if let group = groups.last {
            guard group.isGroup, group.value.range.lowerBound <= field.value.range.lowerBound,
                group.value.range.upperBound >= field.value.range.upperBound
            else { fatalError("outside of its group") }
        }
        names.append(field.nameBytes(in: line.span))
        groups.append(field)
        _ = field.value.bytes(in: line.span)
        check(field, names, groups, reader, line)
    }
    return 0
}

private func check(_ field: Field, _ names: [[UInt8]], _ groups: [Field], _ reader: FieldReader, _ line: [UInt8]) {
    let parts = zip(names, groups).filter { $0.1.name != .element }.map(\.0)
    let path = Array(parts.joined(separator: [UInt8(ascii: ".")]))
    // A path is a text, and never empty.
    guard reader.fields.count < 100, !path.isEmpty, let text = String(validating: path, as: UTF8.self) else { return }
    guard FieldPath(text).first(in: reader.fields, of: line.span, where: { $0 == field }) == field else {
        fatalError("not found as \(text)")
    }
}
