// SavedLines.swift: writes lines to a new file, byte for byte as they came.
import CollectorCore

/// Lines on their way into a file.
struct SavedLines {
    /// Bytes that are written at a time.
    private static let piece = 256 << 10

    private var buffer: [UInt8] = []
    private var count = 0
    /// Lines of which the view holds the beginning alone.
    private var cut = 0
    private var failure: Errno?

    /// Writes the lines to a new file, for its owner alone; where that fails in the middle, no part of it stays.
    ///
    /// - Returns: a word to the person: how many lines went where, or why not and what to try.
    static func write(_ selection: Selection, to path: String) -> String {
        let path = expanded(path)
        do throws(Errno) {
            let file = try Files.open(path, [.create, .exclusive], permissions: 0o600)
            var lines = SavedLines()
            do throws(Errno) {
                try lines.write(selection, to: file)
            } catch {
                // What is on a full disk keeps handlers from writing.
                try? Files.remove(path)
                throw error
            }
            return lines.account(path)
        } catch {
            return "cannot save to \(path): \(advice(error))"
        }
    }

    private mutating func write(_ selection: Selection, to file: borrowing OwnedDescriptor) throws(Errno) {
        // The filter in use is a right one.
        try? selection.walk { entry, line in
            buffer += line.array
            buffer.append(10)
            count += 1
            if entry.isTruncated { cut += 1 }
            if buffer.count >= Self.piece { flush(to: file) }
            return failure == nil
        }
        flush(to: file)
        if let failure { throw failure }
        try Files.sync(file)
    }

    private mutating func flush(to file: borrowing OwnedDescriptor) {
        guard failure == nil else { return }
        do throws(Errno) {
            try Files.writeAll(buffer.span, to: file)
        } catch {
            failure = error
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private func account(_ path: String) -> String {
        let limit = NumberText.grouped(LiveFeed.longestLine)
        let loss = cut == 0 ? "" : "; \(NumberText.grouped(cut)) cut at \(limit) bytes, of which the view holds no more"
        return "saved \(NumberText.grouped(count)) \(count == 1 ? "line" : "lines") to \(path)\(loss)"
    }

    private static func advice(_ error: Errno) -> String {
        switch error {
        case .exists: "it exists already; name a new file"
        case .missing: "there is no such folder; make it first or name another"
        case .notPermitted, .readOnly: "\(error); name a file where you may write, such as ~/lines"
        case .noSpace, .overQuota: "\(error), so nothing of it was kept; name a file on another disk"
        case .isDirectory: "\(error); name a file in it"
        default: "\(error)"
        }
    }

    /// A leading `~/` is the person's own folder.
    private static func expanded(_ path: String) -> String {
        let home = Environment["HOME", default: ""]
        return path.hasPrefix("~/") && !home.isEmpty ? home + path.dropFirst(1) : path
    }
}
