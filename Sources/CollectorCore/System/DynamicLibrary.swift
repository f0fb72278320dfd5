// DynamicLibrary.swift: a library that is loaded when it is needed, and the addresses of its functions.
import Glibc

/// A library that stays loaded; `dlopen(3)`.
@safe
struct DynamicLibrary {
    private let handle: UnsafeMutableRawPointer

    /// - Parameter names: as distributions have it, the best first.
    /// - Returns: `nil` if none of them is installed.
    init?(_ names: [String]) {
        let handles = unsafe names.lazy.compactMap { unsafe dlopen($0, RTLD_NOW | RTLD_LOCAL) }
        guard let handle = unsafe handles.first else { return nil }
        unsafe self.handle = handle
    }

    /// The address of `name`, as whatever the caller wants it to be; `nil` if there is no such function.
    func find<Function>(_ name: String) -> Function? {
        guard let address = unsafe dlsym(handle, name) else { return nil }
        return unsafe unsafeBitCast(address, to: Function.self)
    }
}
