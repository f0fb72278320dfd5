// Zstd.swift: files compressed by Zstandard, read by libzstd, which is loaded when there is one.
import Glibc

/// The functions of libzstd that we call. Its two types of buffers are a pointer and two numbers.
@safe
package struct Zstd: @unchecked Sendable {  // Sendable: addresses of functions that any thread may call
    private typealias InBuffer = (start: UnsafeRawPointer?, size: Int, position: Int)
    private typealias OutBuffer = (start: UnsafeMutableRawPointer?, size: Int, position: Int)

    private let create: @convention(c) () -> OpaquePointer?
    private let free: @convention(c) (OpaquePointer?) -> Int
    private let decompress: @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int
    private let isError: @convention(c) (Int) -> CUnsignedInt
    private let errorName: @convention(c) (Int) -> UnsafePointer<CChar>?

    /// The library; `nil` if it is not installed.
    package static let shared = Zstd(["libzstd.so.1"])

    init?(_ names: [String]) {
        guard let library = DynamicLibrary(names) else { return nil }
        guard let create: @convention(c) () -> OpaquePointer? = unsafe library.find("ZSTD_createDStream"),
            let free: @convention(c) (OpaquePointer?) -> Int = unsafe library.find("ZSTD_freeDStream"),
            let decompress: @convention(c) (OpaquePointer, UnsafeMutableRawPointer, UnsafeMutableRawPointer) -> Int =
                unsafe library.find("ZSTD_decompressStream"),
            let isError: @convention(c) (Int) -> CUnsignedInt = library.find("ZSTD_isError"),
            let errorName: @convention(c) (Int) -> UnsafePointer<CChar>? = unsafe library.find("ZSTD_getErrorName")
        else { return nil }
        unsafe self.create = create
        unsafe self.free = free
        unsafe self.decompress = decompress
        self.isError = isError
        unsafe self.errorName = errorName
    }
}

extension Zstd: Decompressor {
    /// Bytes of the header of a block (RFC 8878, section 3.1.1.2).
    private static let blockHeader = 3

    /// Reads all frames of a file. The library needs no more memory for a frame than 128 MiB, and refuses others.
    package func decompress(_ file: ReadableFile, _ body: (Bytes) throws(Errno) -> Bool) throws(DecompressionError) {
        guard let stream = unsafe create() else { throw .system(.noMemory) }
        defer { _ = unsafe free(stream) }
        var output = [UInt8](repeating: 0, count: 256 << 10)
        var offset = 0
        // Bytes up to the end of the header behind the next block, or fewer; 0 at the end of a frame.
        var missing = 0
        while true {
            let (input, count) = file.bytes(offset..<offset + 256 << 10)
            guard count > 0 else { break }
            offset += count
            var used = 0
            while true {
                // A block at a time, without the header of the next: a call that finds damage gives back nothing.
                let end = min(count, used + max(Self.blockHeader, missing - Self.blockHeader))
                let step = unsafe step(stream, input.bytes(0..<end), from: used, into: &output)
                guard isError(step.result) == 0 else {
                    throw .damaged(unsafe errorName(step.result).map { unsafe String(cString: $0) } ?? "")
                }
                (used, missing) = (step.used, step.result)
                do throws(Errno) {
                    if step.made > 0, try !body(output.span.extracting(..<step.made)) { return }
                } catch {
                    throw .system(error)
                }
                if used == count, step.made < output.count { break }
            }
        }
        if missing != 0 { throw .damaged("unexpected end of file") }
    }

    private func step(
        _ stream: OpaquePointer, _ input: Bytes, from start: Int, into output: inout [UInt8]
    ) -> (result: Int, used: Int, made: Int) {
        unsafe input.withUnsafeBytes { source in
            unsafe output.withUnsafeMutableBytes { target in
                var from: InBuffer = (source.baseAddress, source.count, start)
                var to: OutBuffer = (target.baseAddress, target.count, 0)
                let result = unsafe withUnsafeMutablePointer(to: &from) { from in
                    unsafe withUnsafeMutablePointer(to: &to) { to in
                        unsafe decompress(stream, UnsafeMutableRawPointer(to), UnsafeMutableRawPointer(from))
                    }
                }
                return unsafe (result, from.position, to.position)
            }
        }
    }
}
