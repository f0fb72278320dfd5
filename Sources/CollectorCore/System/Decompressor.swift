// Decompressor.swift: files that are compressed: how they are known, and what takes them apart.

/// How a file is compressed.
package enum Compression: Equatable, Sendable {
    case gzip, zstd
    /// Nothing here takes it apart; the name of the program that does.
    case other(program: String)

    /// Tells it from the first bytes of a file; `nil` for a file that is not compressed.
    package init?(_ start: Bytes) {
        func begins(_ magic: [UInt8]) -> Bool {
            start.count >= magic.count && start.extracting(..<magic.count).isEqual(to: magic)
        }
        if begins([0x1F, 0x8B]) {
            self = .gzip
        } else if begins([0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            self = .other(program: "xzcat")
        } else if begins([0x42, 0x5A, 0x68]) {
            self = .other(program: "bzcat")
        } else {
            return nil
        }
    }
}

/// What went wrong with a compressed file.
package enum DecompressionError: Error, Equatable {
    /// In the words of the library.
    case damaged(String)
    case system(Errno)
}

package protocol Decompressor: Sendable {
    /// Hands the content of a compressed file to `body`, piece by piece, until it returns false.
    ///
    /// - Throws: after what is before the damage was handed over; of a gzip file, as zlib reads them, the last 4 KiB may be
    ///   missing.
    func decompress(_ file: ReadableFile, _ body: (Bytes) throws(Errno) -> Bool) throws(DecompressionError)
}

extension Compression {
    /// What takes such files apart.
    ///
    /// - Throws: `MissingLibrary`.
    package func decompressor() throws(MissingLibrary) -> any Decompressor {
        switch self {
        case .gzip:
            guard let zlib = Zlib.shared else { throw MissingLibrary(package: "zlib1g") }
            return zlib
        case .zstd:
            guard let zstd = Zstd.shared else { throw MissingLibrary(package: "libzstd1") }
            return zstd
        case .other: throw MissingLibrary(package: nil)
        }
    }
}

/// A library that is not installed, or that there is none for.
package struct MissingLibrary: Error, Equatable {
    /// As Debian calls the package.
    package var package: String?
}
