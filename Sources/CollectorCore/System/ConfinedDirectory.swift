// ConfinedDirectory.swift: a directory beneath which files are opened by names, and outside of which none is.
import CLinux
import Glibc

/// Opens files beneath one directory. No symbolic link below it is followed, so that who may write there cannot lead the
/// collector elsewhere.
struct ConfinedDirectory: ~Copyable {
    /// Absolute; it may lead through symbolic links itself.
    let path: String
    /// Of directories that are made, subject to the umask.
    private let permissions: UInt32
    private var directory: OwnedDescriptor?
    /// Whether the kernel checks a whole path; since Linux 5.6.
    private var kernelConfines: Bool

    init(_ path: String, permissions: UInt32, kernelConfines: Bool = true) {
        self.path = path
        self.permissions = permissions
        self.kernelConfines = kernelConfines
        directory = nil
    }

    /// The number of the open directory.
    private var number: CInt { Self.number(directory!) }

    private static func number(_ descriptor: borrowing OwnedDescriptor) -> CInt { descriptor.rawValue }

    /// Opens a file for appending, which is made if it is not there, as are the directories on the way to it.
    ///
    /// - Parameter name: relative, without empty names, `.` and `..`.
    mutating func openForAppending(_ name: [UInt8], permissions: UInt32) throws(Errno) -> OwnedDescriptor {
        // A pipe must not block the opening; reading serves to find a torn line.
        let flags = O_RDWR | O_APPEND | O_CREAT | O_NOCTTY | O_NONBLOCK
        do throws(Errno) {
            return try open(name, flags, permissions: permissions)
        } catch .missing {
            // A directory is not there yet, or somebody has removed the one that is open.
            try openDirectory()
            return try walk(to: name, flags, permissions: permissions, makesDirectories: true)
        }
    }

    /// Opens a file for reading, which must be there.
    mutating func openForReading(_ name: [UInt8]) throws(Errno) -> OwnedDescriptor {
        try open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY, permissions: 0)
    }

    /// Removes a file.
    mutating func remove(_ name: [UInt8]) throws(Errno) {
        try openUnlessOpen()
        let parent = try parent(of: name, makesDirectories: false)
        let result = unsafe unlinkat(parent.rawValue, Self.lastName(name), 0)
        guard result == 0 else { throw .current }
    }

    private mutating func open(_ name: [UInt8], _ flags: CInt, permissions: UInt32) throws(Errno) -> OwnedDescriptor {
        try openUnlessOpen()
        guard kernelConfines else {
            return try walk(to: name, flags, permissions: permissions, makesDirectories: false)
        }
        do throws(Errno) {
            return try OwnedDescriptor(
                checking: unsafe collector_open_beneath(
                    number, Self.text(name[...]), flags | O_CLOEXEC | O_NOFOLLOW, permissions))
        } catch .notImplemented {
            kernelConfines = false
            return try walk(to: name, flags, permissions: permissions, makesDirectories: false)
        }
    }

    private mutating func openUnlessOpen() throws(Errno) {
        if directory == nil { try openDirectory() }
    }

    /// Opens the directory itself, which is made if its parent is there.
    private mutating func openDirectory() throws(Errno) {
        let flags = collector_o_path() | O_DIRECTORY | O_CLOEXEC
        do throws(Errno) {
            directory = try OwnedDescriptor(checking: unsafe collector_open(path, flags, 0))
        } catch .missing {
            let result = unsafe mkdir(path, permissions)
            if result != 0, Errno.current != .exists { throw .current }
            directory = try OwnedDescriptor(checking: unsafe collector_open(path, flags, 0))
        }
    }

    /// Opens a file name by name, none of which may be a symbolic link.
    private func walk(
        to name: [UInt8], _ flags: CInt, permissions: UInt32, makesDirectories: Bool
    ) throws(Errno) -> OwnedDescriptor {
        let parent = try parent(of: name, makesDirectories: makesDirectories)
        return try OwnedDescriptor(
            checking: unsafe collector_openat(
                parent.rawValue, Self.lastName(name), flags | O_CLOEXEC | O_NOFOLLOW, permissions))
    }

    /// The directory that a file is in.
    private func parent(of name: [UInt8], makesDirectories: Bool) throws(Errno) -> OwnedDescriptor {
        let flags = collector_o_path() | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        var here = try OwnedDescriptor(checking: unsafe collector_openat(number, ".", flags, 0))
        for name in name.split(separator: UInt8(ascii: "/")).dropLast() {
            let text = Self.text(name)
            if makesDirectories {
                let result = unsafe mkdirat(here.rawValue, text, permissions)
                if result != 0, Errno.current != .exists { throw .current }
            }
            here = try OwnedDescriptor(checking: unsafe collector_openat(here.rawValue, text, flags, 0))
        }
        return here
    }

    private static func lastName(_ name: [UInt8]) -> [CChar] {
        text(name.split(separator: UInt8(ascii: "/")).last ?? [])
    }

    private static func text(_ name: ArraySlice<UInt8>) -> [CChar] {
        name.map { CChar(bitPattern: $0) } + [0]
    }
}

extension Files {
    /// The last byte of an open file; `nil` if it is empty or cannot be read.
    static func lastByte(of descriptor: borrowing OwnedDescriptor, size: Int) -> UInt8? {
        guard size > 0 else { return nil }
        var byte: UInt8 = 0
        return unsafe pread(descriptor.rawValue, &byte, 1, off_t(size - 1)) == 1 ? byte : nil
    }

    /// Cuts an open file to its first `size` bytes; `ftruncate(2)`.
    static func cut(_ descriptor: borrowing OwnedDescriptor, to size: Int) {
        _ = ftruncate(descriptor.rawValue, off_t(size))
    }

    /// Reads at most as many bytes as `bytes` has; `read(2)`.
    ///
    /// - Returns: how many; 0 at the end.
    static func read(from descriptor: borrowing OwnedDescriptor, into bytes: inout [UInt8]) throws(Errno) -> Int {
        let number = descriptor.rawValue
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(number, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw .current }
        return count
    }
}
