// FileStatus.swift: the metadata of a file; stat(2).
import Glibc

/// The metadata of a file at one moment.
package struct FileStatus: Equatable, Sendable {
    /// The identity of a file, which renaming does not change.
    package struct Identity: Equatable, Sendable {
        package var device: UInt64
        package var inode: UInt64
    }

    package var identity: Identity
    /// Bytes.
    package var size: Int
    /// When its content changed last, in whole seconds since the epoch.
    package var modified: Int64
    /// The same to the nanosecond, as far as a time can be: from 1970 to 2255.
    package var changed: WallTime
    /// Whether a directory still has it.
    package var isLinked: Bool
    package var isRegular: Bool
    package var isDirectory: Bool
    package var isCharacterDevice: Bool
    package var isSocket: Bool

    fileprivate init(_ status: stat) {
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        size = Int(status.st_size)
        modified = Int64(status.st_mtim.tv_sec)
        let seconds = min(max(modified, 0), 9_000_000_000)
        changed = WallTime(nanoseconds: seconds * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
        isLinked = status.st_nlink > 0
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isCharacterDevice = status.st_mode & S_IFMT == S_IFCHR
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}

extension Files {
    /// The file at `path`, following symbolic links; `nil` if there is none.
    package static func status(of path: String) throws(Errno) -> FileStatus? {
        var status = stat()
        guard unsafe stat(path, &status) != 0 else { return FileStatus(status) }
        guard Errno.current == .missing else { throw .current }
        return nil
    }

    static func status(of descriptor: borrowing OwnedDescriptor) throws(Errno) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor.rawValue, &status) == 0 else { throw .current }
        return FileStatus(status)
    }
}
