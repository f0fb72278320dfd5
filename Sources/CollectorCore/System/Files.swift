// Files.swift: the file calls of the handlers.
import CLinux
import Glibc

package enum Files {
    /// How a file is opened for writing.
    package struct Mode: OptionSet, Sendable, Hashable {
        package let rawValue: CInt
        package init(rawValue: CInt) { self.rawValue = rawValue }
        package static let create = Mode(rawValue: O_CREAT)
        package static let append = Mode(rawValue: O_APPEND)
        package static let truncate = Mode(rawValue: O_TRUNC)
        package static let exclusive = Mode(rawValue: O_EXCL)
    }

    /// Opens a file for writing; a created file has `permissions`, subject to the umask. By default only the owner may
    /// write, and only the owner and the group may read.
    package static func open(
        _ path: String, _ mode: Mode, permissions: UInt32 = 0o640
    ) throws(Errno) -> OwnedDescriptor {
        try OwnedDescriptor(
            checking: unsafe collector_open(path, mode.rawValue | O_WRONLY | O_CLOEXEC | O_NOCTTY, permissions))
    }

    /// Removes what an open file contains, if it is one that has a size; `ftruncate(2)`.
    static func empty(_ descriptor: borrowing OwnedDescriptor) {
        _ = ftruncate(descriptor.rawValue, 0)
    }

    /// Writes `bytes`, or as many as one call takes; `write(2)`, which blocks if the other end is slow.
    package static func write(_ bytes: Bytes, to descriptor: borrowing OwnedDescriptor) throws(Errno) -> Int {
        let number = descriptor.rawValue
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw .current }
        return count
    }

    /// Writes all of `bytes`, in as many calls as that takes.
    package static func writeAll(_ bytes: Bytes, to descriptor: borrowing OwnedDescriptor) throws(Errno) {
        var written = 0
        while written < bytes.count { written += try write(bytes.extracting(written...), to: descriptor) }
    }

    /// The last byte of a file; `nil` if it is empty or cannot be read.
    static func lastByte(of path: String) -> UInt8? {
        guard
            let file = try? OwnedDescriptor(checking: unsafe collector_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0))
        else { return nil }
        guard lseek(file.rawValue, -1, SEEK_END) >= 0 else { return nil }
        var byte: UInt8 = 0
        return unsafe Glibc.read(file.rawValue, &byte, 1) == 1 ? byte : nil
    }

    /// Makes the system write what it has buffered for a file; `fsync(2)`. Some file systems report only now that they
    /// are full.
    package static func sync(_ descriptor: borrowing OwnedDescriptor) throws(Errno) {
        guard fsync(descriptor.rawValue) == 0 else { throw .current }
    }

    /// `path`, relative to the current working directory, without `.`, `..` and doubled slashes.
    ///
    /// Source: CPython `Lib/posixpath.py`, `abspath`, which does not follow symbolic links either.
    static func absolutePath(_ path: String) throws(Errno) -> String {
        var names: [Substring.UTF8View] = []
        let whole = path.utf8.first == UInt8(ascii: "/") ? path : try workingDirectory() + "/" + path
        for name in whole[...].utf8.split(separator: UInt8(ascii: "/")) where !name.elementsEqual(".".utf8) {
            if !name.elementsEqual("..".utf8) { names.append(name) } else { _ = names.popLast() }
        }
        return "/" + names.map { String(Substring($0)) }.joined(separator: "/")
    }

    private static func workingDirectory() throws(Errno) -> String {
        guard let directory = unsafe getcwd(nil, 0) else { throw .current }
        defer { unsafe free(directory) }
        return unsafe String(cString: directory)
    }

    /// The whole content of a file; `open(2)`, `read(2)`.
    static func contents(of path: String) throws(Errno) -> [UInt8] {
        let file = try OwnedDescriptor(checking: unsafe collector_open(path, O_RDONLY | O_CLOEXEC, 0))
        var buffer = ByteBuffer(capacity: 64 << 10)
        while true {
            let count = unsafe buffer.appendInPlace(upTo: 64 << 10) {
                unsafe Glibc.read(file.rawValue, $0.baseAddress, $0.count)
            }
            if count < 0 { throw .current }
            if count == 0 { return buffer.bytes.array }
        }
    }
}
