// PrivateFile.swift: a small file in the user's own folder, which several programs may change concurrently.
import CLinux
import Glibc

/// A file that only its owner may read. It is replaced as a whole, so that no reader sees half of it; a lock orders
/// writers, so that no change is lost.
package struct PrivateFile: Sendable {
    package let path: String
    private let folder: String

    /// A larger file is not read, and so never overwritten.
    package static let longest = 1 << 20

    /// - Parameter folder: created, with its parent, when the file is first written; only the owner has access.
    package init(_ name: String, in folder: String) {
        self.folder = folder
        path = folder + "/" + name
    }

    /// The content; empty if there is no file. A pipe or a device is refused: reading one could block for ever.
    package func read() throws(Errno) -> [UInt8] {
        do throws(Errno) {
            guard let status = try Files.status(of: path) else { return [] }
            guard status.isRegular else { throw Errno(rawValue: EINVAL) }
            guard status.size <= Self.longest else { throw Errno(rawValue: EFBIG) }
            return try Files.contents(of: path)
        } catch {
            if error == .missing { return [] }
            throw error
        }
    }

    /// Replaces the content by the result of `change`; `nil` leaves it. May wait for another program's change.
    package func change(_ change: ([UInt8]) -> [UInt8]?) throws(Errno) {
        try makeFolders()
        let folder = try OwnedDescriptor(
            checking: unsafe collector_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0))
        // Released when the descriptor is closed; flock(2).
        while flock(folder.rawValue, LOCK_EX) != 0 {
            let error = Errno.current
            guard error == .interrupted else { throw error }
        }
        guard let content = change(try read()) else { return }
        try replace(by: content)
    }

    private func makeFolders() throws(Errno) {
        for path in [Files.split(folder).directory, folder] {
            guard unsafe mkdir(path, 0o700) != 0 else { continue }
            let error = Errno.current
            guard error == .exists else { throw error }
        }
    }

    /// Writes a temporary file beside it and renames it. A symbolic link stays one.
    private func replace(by content: [UInt8]) throws(Errno) {
        let target = Self.linkTarget(path)
        let draft = "\(target).\(getpid()).new"
        // Left by an interrupted program with the same process ID.
        try? Files.remove(draft)
        let file = try Files.open(draft, [.create, .exclusive], permissions: 0o600)
        do throws(Errno) {
            try Files.writeAll(content.span, to: file)
            try Files.sync(file)
            try Files.rename(draft, to: target)
        } catch {
            try? Files.remove(draft)
            throw error
        }
    }

    private static func linkTarget(_ path: String) -> String {
        guard let target = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(target) }
        return unsafe String(cString: target)
    }
}
