// Zlib.swift: gzip files by zlib, loaded when a configuration asks for it.
import Glibc

/// The functions of zlib that we call, which take no types of its own: so nothing has to be declared.
@safe
package struct Zlib: @unchecked Sendable {  // Sendable: addresses of functions that any thread may call
    private let open: @convention(c) (CInt, UnsafePointer<CChar>) -> OpaquePointer?
    private let write: @convention(c) (OpaquePointer, UnsafeRawPointer?, CUnsignedInt) -> CInt
    private let bound: @convention(c) (OpaquePointer, CUnsignedInt) -> CInt
    private let read: @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, CUnsignedInt) -> CInt
    private let error: @convention(c) (OpaquePointer, UnsafeMutablePointer<CInt>?) -> UnsafePointer<CChar>?
    private let close: @convention(c) (OpaquePointer) -> CInt

    /// The library; `nil` if it is not installed.
    package static let shared = Zlib()

    private init?() {
        guard let library = DynamicLibrary(["libz.so.1"]) else { return nil }
        guard let open: @convention(c) (CInt, UnsafePointer<CChar>) -> OpaquePointer? = unsafe library.find("gzdopen"),
            let write: @convention(c) (OpaquePointer, UnsafeRawPointer?, CUnsignedInt) -> CInt =
                unsafe library.find("gzwrite"),
            let bound: @convention(c) (OpaquePointer, CUnsignedInt) -> CInt = unsafe library.find("gzbuffer"),
            let read: @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, CUnsignedInt) -> CInt =
                unsafe library.find("gzread"),
            let error: @convention(c) (OpaquePointer, UnsafeMutablePointer<CInt>?) -> UnsafePointer<CChar>? =
                unsafe library.find("gzerror"),
            let close: @convention(c) (OpaquePointer) -> CInt = unsafe library.find("gzclose")
        else { return nil }
        unsafe self.open = open
        unsafe self.write = write
        unsafe self.bound = bound
        unsafe self.read = read
        unsafe self.error = error
        unsafe self.close = close
    }

    /// Appends what `source` contains to `file`, as a gzip member of its own.
    ///
    /// - Parameter mayGoOn: asked after each piece.
    /// - Returns: how many bytes it has read; `nil` if it did not go on to the end.
    /// - Throws: why that failed; zlib leaves the cause of a failed write in `errno`.
    func append(
        _ source: borrowing OwnedDescriptor, to file: borrowing OwnedDescriptor, while mayGoOn: () -> Bool
    ) throws(Errno) -> Int? {
        let number = dup(file.rawValue)
        guard number >= 0 else { throw .current }
        guard let stream = unsafe open(number, "ab6") else {
            Glibc.close(number)
            throw .noMemory
        }
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        var size = 0
        var isWhole = false
        var failure: Errno?
        do throws(Errno) {
            while mayGoOn() {
                let count = try Files.read(from: source, into: &piece)
                isWhole = count == 0
                if isWhole { break }
                size += count
                errno = 0
                if unsafe write(stream, piece, CUnsignedInt(count)) == 0 { throw .current }
            }
        } catch {
            failure = error
        }
        errno = 0
        if unsafe close(stream) != 0, failure == nil { failure = .current }
        if let failure { throw failure }
        return isWhole ? size : nil
    }
}

extension Zlib: Decompressor {
    /// zlib gives back nothing of a read in which it finds damage, nor what it holds itself, which is twice its buffer. Small
    /// reads take 1.1 times as long.
    private static let buffer = 2 << 10
    private static let longestRead = 2 * buffer

    /// Reads all members of a gzip file; what follows them is left out, as `gzip -d` does.
    package func decompress(_ file: ReadableFile, _ body: (Bytes) throws(Errno) -> Bool) throws(DecompressionError) {
        let number = file.withDescriptor { dup($0.rawValue) }
        guard number >= 0 else { throw .system(.current) }
        guard let stream = unsafe open(number, "rb") else {
            Glibc.close(number)
            throw .system(.noMemory)
        }
        defer { _ = unsafe close(stream) }
        _ = unsafe bound(stream, CUnsignedInt(Self.buffer))
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            var (filled, isOver) = (0, false)
            while filled < piece.count, !isOver {
                let count = unsafe next(stream, into: &piece, at: filled)
                filled += max(0, count)
                // The end of a cut file is found together with its last bytes.
                isOver = unsafe count <= 0 || damage(stream) != nil
            }
            do throws(Errno) {
                if filled > 0, try !body(piece.span.extracting(..<filled)) { return }
            } catch {
                throw .system(error)
            }
            if let words = unsafe damage(stream) { throw .damaged(words) }
            if isOver { return }
        }
    }

    private func next(_ stream: OpaquePointer, into piece: inout [UInt8], at place: Int) -> Int {
        let room = min(Self.longestRead, piece.count - place)
        return unsafe piece.withUnsafeMutableBytes { bytes in
            Int(unsafe read(stream, bytes.baseAddress.map { unsafe $0 + place }, CUnsignedInt(room)))
        }
    }

    private func damage(_ stream: OpaquePointer) -> String? {
        var code: CInt = 0
        let words = unsafe error(stream, &code)
        guard code != 0 else { return nil }
        guard let words = unsafe words else { return "" }
        // In front stands what it takes for the path: "<fd:17>: ".
        return unsafe String(cString: words).replacing(#/^<fd:[0-9]+>: /#, with: "")
    }
}
