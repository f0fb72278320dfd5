// MicrohttpdLibrary.swift: libmicrohttpd, loaded when metrics are asked for.
import CMicrohttpd
import Glibc

/// The functions of libmicrohttpd that we call. They are looked up at run time, as those of libcurl are: most collectors
/// serve no metrics, and should neither need the library nor wait for it to be loaded.
@safe
struct MicrohttpdLibrary: @unchecked Sendable {  // Sendable: addresses of functions that any thread may call
    /// Variadic: for the functions of the shim.
    let start: UnsafeMutableRawPointer
    let information: UnsafeMutableRawPointer
    let stop: @convention(c) (OpaquePointer?) -> Void
    let createResponse: @convention(c) (Int, UnsafeMutableRawPointer?, MHD_ResponseMemoryMode) -> OpaquePointer?
    let addHeader: @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> MHD_Result
    let queueResponse: @convention(c) (OpaquePointer?, CUnsignedInt, OpaquePointer?) -> MHD_Result
    let destroyResponse: @convention(c) (OpaquePointer?) -> Void
    let header: @convention(c) (OpaquePointer?, MHD_ValueKind, UnsafePointer<CChar>?) -> UnsafePointer<CChar>?

    /// The library, or why there is none.
    static let shared = Result<MicrohttpdLibrary, MicrohttpdLibraryError> { () throws(MicrohttpdLibraryError) in
        try MicrohttpdLibrary()
    }

    /// - Parameter names: of the file.
    init(_ names: [String] = ["libmicrohttpd.so.12"]) throws(MicrohttpdLibraryError) {
        guard let library = DynamicLibrary(names) else { throw .missing }
        func find<Function>(_ name: String) throws(MicrohttpdLibraryError) -> Function {
            guard let function: Function = library.find(name) else { throw .unusable(name) }
            return function
        }
        unsafe start = try find("MHD_start_daemon")
        unsafe stop = try find("MHD_stop_daemon")
        unsafe createResponse = try find("MHD_create_response_from_buffer")
        unsafe addHeader = try find("MHD_add_response_header")
        unsafe queueResponse = try find("MHD_queue_response")
        unsafe destroyResponse = try find("MHD_destroy_response")
        unsafe header = try find("MHD_lookup_connection_value")
        unsafe information = try find("MHD_get_connection_info")
    }
}

/// Why libmicrohttpd cannot be used.
enum MicrohttpdLibraryError: Error, Equatable, CustomStringConvertible {
    case missing
    /// A function is missing.
    case unusable(String)

    var description: String {
        switch self {
        case .missing:
            "it needs libmicrohttpd, which is not installed; install the package libmicrohttpd12 (on Debian 13 and later "
                + "libmicrohttpd12t64)"
        case .unusable(let function): "the installed libmicrohttpd cannot be used: it has no \(function)"
        }
    }
}
