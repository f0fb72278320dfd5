// SavedLines.swift: writes what a filter lets through to a file, byte for byte as it came.
import CollectorCore

enum SavedLines {
    /// Bytes that are written at a time.
    private static let piece = 256 << 10

    /// Writes the lines to a new file, for its owner and group only.
    ///
    /// - Returns: a word to the person: how many lines went where, or why not.
    static func write(_ selection: Selection, to path: String) -> String {
        let path = expanded(path)
        var count = 0
        do {
            let file = try Files.open(path, [.create, .exclusive])
            var buffer: [UInt8] = []
            var failure: Errno?
            try selection.walk { _, line in
                buffer += line.array
                buffer.append(10)
                count += 1
                guard buffer.count >= piece else { return true }
                failure = flush(&buffer, to: file)
                return failure == nil
            }
            failure = failure ?? flush(&buffer, to: file)
            if let failure { throw failure }
            return "saved \(NumberText.grouped(count)) lines to \(path)"
        } catch let error as Errno {
            return
                "cannot save to \(path): \(error == Errno.exists ? "it exists already; name a new file" : "\(error)")"
        } catch {
            return "cannot save to \(path)"
        }
    }

    private static func flush(_ buffer: inout [UInt8], to file: borrowing OwnedDescriptor) -> Errno? {
        var rest = buffer[...]
        while !rest.isEmpty {
            do throws(Errno) {
                rest = rest.dropFirst(try Files.write(rest.span, to: file))
            } catch {
                return error
            }
        }
        buffer.removeAll(keepingCapacity: true)
        return nil
    }

    /// A leading `~/` is the person's own folder.
    private static func expanded(_ path: String) -> String {
        let home = Environment["HOME", default: ""]
        return path.hasPrefix("~/") && !home.isEmpty ? home + path.dropFirst(1) : path
    }
}
