// Zlib.swift: gzip files by zlib, loaded when a configuration asks for it.
import Glibc

/// The functions of zlib that we call, which take no types of its own: so nothing has to be declared.
@safe
struct Zlib: @unchecked Sendable {  // Sendable: addresses of functions that any thread may call
    private let open: @convention(c) (CInt, UnsafePointer<CChar>) -> OpaquePointer?
    private let write: @convention(c) (OpaquePointer, UnsafeRawPointer?, CUnsignedInt) -> CInt
    private let close: @convention(c) (OpaquePointer) -> CInt

    /// The library; `nil` if it is not installed.
    static let shared = Zlib()

    private init?() {
        guard let library = DynamicLibrary(["libz.so.1"]) else { return nil }
        guard let open: @convention(c) (CInt, UnsafePointer<CChar>) -> OpaquePointer? = unsafe library.find("gzdopen"),
            let write: @convention(c) (OpaquePointer, UnsafeRawPointer?, CUnsignedInt) -> CInt =
                unsafe library.find("gzwrite"),
            let close: @convention(c) (OpaquePointer) -> CInt = unsafe library.find("gzclose")
        else { return nil }
        unsafe self.open = open
        unsafe self.write = write
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
