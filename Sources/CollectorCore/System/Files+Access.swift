// Files+Access.swift: whether a file could be opened for writing, told without opening it.
import Glibc

extension Files {
    /// What opening a file for writing would fail with, as far as that can be told; `nil` if nothing is in the way.
    static func failureToOpen(_ path: String, _ mode: Mode) -> Errno? {
        do throws(Errno) {
            guard let status = try status(of: path) else {
                return mode.contains(.create) ? failureToCreate(in: split(path).directory) : .missing
            }
            if mode.contains(.exclusive) { return .exists }
            return status.isDirectory ? .isDirectory : failureToAccess(path, W_OK)
        } catch {
            return error
        }
    }

    /// What would keep this process from making a file in a directory.
    static func failureToCreate(in directory: String) -> Errno? {
        failureToAccess(directory, W_OK | X_OK)
    }

    /// As the kernel would decide when the file is opened: by the effective user.
    private static func failureToAccess(_ path: String, _ wanted: CInt) -> Errno? {
        unsafe faccessat(AT_FDCWD, path, wanted, AT_EACCESS) == 0 ? nil : .current
    }
}
