// SavedLines.swift: saves lines to a new file, byte for byte as they were received.
import CollectorCore
import LiveView

/// A save in progress.
struct SavedLines {
    /// Bytes that are written at a time.
    private static let piece = 256 << 10

    private var buffer: [UInt8] = []
    private var count = 0
    /// Lines of which the view holds the beginning alone.
    private var cut = 0
    private var failure: Errno?
    private var isGivenUp = false

    /// What stands behind the name of a file that is not complete.
    static let draftMark = ".part"

    /// Writes the lines to a new file, for its owner alone. It has its name when it is complete; where that fails in the
    /// middle, no part of it stays.
    ///
    /// - Parameters:
    ///   - isGivenUp: whether the time for it is over.
    ///   - begun: told when the file is there to be written.
    /// - Returns: a message to the user: how many lines went where, or why not and what to try.
    static func write(
        _ selection: Selection, to path: String, unless isGivenUp: () -> Bool = { false }, begun: () -> Void = {}
    ) -> String {
        let path = expanded(path)
        do throws(Errno) {
            // Nobody else gets the name; empty it is no file that looks complete.
            _ = try Files.open(path, [.create, .exclusive], permissions: 0o600)
        } catch {
            return "cannot save to \(path): \(advice(error))"
        }
        do throws(Errno) {
            var lines = SavedLines()
            try lines.fill(path, with: selection, begun, unless: isGivenUp)
            guard !lines.isGivenUp else {
                try? Files.remove(path)
                return "gave up saving to \(path), and nothing of it was kept: the collector ended first"
            }
            return lines.account(path)
        } catch {
            try? Files.remove(path)
            let other = error == .exists ? "; \(path)\(draftMark) is of a save that did not end" : ""
            return "cannot save to \(path): \(advice(error))\(other)"
        }
    }

    /// Writes a draft beside the file, and puts it in its place.
    private mutating func fill(
        _ path: String, with selection: Selection, _ begun: () -> Void, unless isGivenUp: () -> Bool
    ) throws(Errno) {
        let draft = path + Self.draftMark
        let file = try Files.open(draft, [.create, .exclusive], permissions: 0o600)
        begun()
        do throws(Errno) {
            try write(selection, to: file, unless: isGivenUp)
            if self.isGivenUp { try Files.remove(draft) } else { try Files.rename(draft, to: path) }
        } catch {
            // What is on a full disk keeps handlers from writing.
            try? Files.remove(draft)
            throw error
        }
    }

    private mutating func write(
        _ selection: Selection, to file: borrowing OwnedDescriptor, unless isOver: () -> Bool
    ) throws(Errno) {
        // The filter in use is a right one.
        try? selection.walk(unless: isOver) { entry, line in
            buffer += selection.head(of: entry).utf8
            buffer += line.array
            buffer.append(10)
            count += 1
            if entry.isTruncated { cut += 1 }
            if buffer.count >= Self.piece { flush(to: file) }
            return failure == nil
        }
        isGivenUp = isOver()
        guard !isGivenUp else { return }
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
        case .fileTooLarge: "\(error) for the limit of this process, so nothing of it was kept; save fewer lines"
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
