// FileStatus.swift: the metadata of a file; stat(2).
import Glibc

/// The metadata of a file at one moment.
struct FileStatus: Equatable, Sendable {
    /// The identity of a file, which renaming does not change.
    struct Identity: Equatable, Sendable {
        var device: UInt64
        var inode: UInt64
    }

    var identity: Identity
    /// Bytes.
    var size: Int
    /// When its content changed last, in whole seconds since the epoch.
    var modified: Int64
    /// Whether a directory still has it.
    var isLinked: Bool
    var isRegular: Bool
    var isDirectory: Bool
    var isCharacterDevice: Bool
    var isSocket: Bool

    fileprivate init(_ status: stat) {
        identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        size = Int(status.st_size)
        modified = Int64(status.st_mtim.tv_sec)
        isLinked = status.st_nlink > 0
        isRegular = status.st_mode & S_IFMT == S_IFREG
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
        isCharacterDevice = status.st_mode & S_IFMT == S_IFCHR
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}

extension Files {
    /// The file at `path`, following symbolic links; `nil` if there is none.
    static func status(of path: String) throws(Errno) -> FileStatus? {
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
