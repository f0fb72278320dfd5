// CurlLibrary.swift: libcurl, loaded when a configuration asks for it.
import CCurl
import Glibc

/// The functions of libcurl that we call.
///
/// They are looked up at run time: with its thirty dependencies, libcurl would cost every process 7 ms at start and 8
/// MB of memory, and most configurations send neither mail nor HTTP.
@safe
struct CurlLibrary: @unchecked Sendable {  // Sendable: addresses of functions that any thread may call
    let easyInit: @convention(c) () -> UnsafeMutableRawPointer?
    let easyCleanup: @convention(c) (UnsafeMutableRawPointer?) -> Void
    let strerror: @convention(c) (CURLcode) -> UnsafePointer<CChar>?
    let listAppend:
        @convention(c) (UnsafeMutablePointer<curl_slist>?, UnsafePointer<CChar>?) ->
            UnsafeMutablePointer<curl_slist>?
    let listFree: @convention(c) (UnsafeMutablePointer<curl_slist>?) -> Void
    let multiInit: @convention(c) () -> UnsafeMutableRawPointer?
    let multiCleanup: @convention(c) (UnsafeMutableRawPointer?) -> CURLMcode
    let multiAdd: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> CURLMcode
    let multiRemove: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> CURLMcode
    let multiPerform: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CInt>?) -> CURLMcode
    let multiPoll:
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<curl_waitfd>?, CUnsignedInt, CInt,
            UnsafeMutablePointer<CInt>?
        ) -> CURLMcode
    let multiInfoRead:
        @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CInt>?) ->
            UnsafeMutablePointer<CURLMsg>?
    /// Variadic; called through the shim.
    let setopt: UnsafeMutableRawPointer
    let getinfo: UnsafeMutableRawPointer

    /// The library, or why there is none.
    static let shared = Result<CurlLibrary, CurlLibraryError> { () throws(CurlLibraryError) in try CurlLibrary() }

    /// Its names in distributions, the one with OpenSSL first.
    private static let names = ["libcurl.so.4", "libcurl-gnutls.so.4"]

    private init() throws(CurlLibraryError) {
        let symbols = try Symbols(Self.names)
        let globalInit: @convention(c) (CLong) -> CURLcode = try symbols.find("curl_global_init")
        guard globalInit(CLong(CURL_GLOBAL_ALL)) == CURLE_OK else { throw .unusable("curl_global_init") }
        unsafe easyInit = try symbols.find("curl_easy_init")
        unsafe easyCleanup = try symbols.find("curl_easy_cleanup")
        unsafe strerror = try symbols.find("curl_easy_strerror")
        unsafe listAppend = try symbols.find("curl_slist_append")
        unsafe listFree = try symbols.find("curl_slist_free_all")
        unsafe multiInit = try symbols.find("curl_multi_init")
        unsafe multiCleanup = try symbols.find("curl_multi_cleanup")
        unsafe multiAdd = try symbols.find("curl_multi_add_handle")
        unsafe multiRemove = try symbols.find("curl_multi_remove_handle")
        unsafe multiPerform = try symbols.find("curl_multi_perform")
        unsafe multiPoll = try symbols.find("curl_multi_poll")
        unsafe multiInfoRead = try symbols.find("curl_multi_info_read")
        unsafe setopt = try symbols.find("curl_easy_setopt")
        unsafe getinfo = try symbols.find("curl_easy_getinfo")
    }

    /// The functions of the loaded library, or the name of the one that is missing.
    private struct Symbols {
        private let library: DynamicLibrary

        init(_ names: [String]) throws(CurlLibraryError) {
            guard let library = DynamicLibrary(names) else { throw .missing }
            self.library = library
        }

        func find<Function>(_ name: String) throws(CurlLibraryError) -> Function {
            guard let function: Function = library.find(name) else { throw .unusable(name) }
            return function
        }
    }
}

/// Why libcurl cannot be used.
enum CurlLibraryError: Error, CustomStringConvertible {
    case missing
    /// A function is missing, or fails.
    case unusable(String)

    var description: String {
        switch self {
        case .missing: "it needs libcurl, which is not installed; install the package libcurl4"
        case .unusable(let function): "the installed libcurl cannot be used: \(function); 7.66 or later is needed"
        }
    }
}
