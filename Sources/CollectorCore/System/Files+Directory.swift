// Files+Directory.swift: the names of files: listing, renaming, removing.
import Glibc

extension Files {
    /// Renames a file, replacing any file of the new name; `rename(2)`.
    package static func rename(_ path: String, to other: String) throws(Errno) {
        guard unsafe Glibc.rename(path, other) == 0 else { throw .current }
    }

    package static func remove(_ path: String) throws(Errno) {
        guard unsafe unlink(path) == 0 else { throw .current }
    }

    /// The names in a directory, unordered; as bytes, since names need not be UTF-8.
    static func names(in directory: String) throws(Errno) -> [[UInt8]] {
        guard let stream = unsafe opendir(directory) else { throw .current }
        defer { unsafe closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
        }
        return names
    }

    /// The directory and the last component of an absolute path.
    static func split(_ path: String) -> (directory: String, name: String) {
        let bytes = Array(path.utf8)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let directory = slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
        return (directory, String(decoding: bytes[(slash + 1)...], as: UTF8.self))
    }
}
