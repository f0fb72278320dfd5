// LocalAddress.swift: the address of a local socket, as the system calls take it; unix(7).
import Glibc

/// A path, or a name in the abstract namespace.
struct LocalAddress: Sendable {
    private let address: sockaddr_un
    private let length: socklen_t

    /// Bytes of the longest path.
    static let longestPath = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// - Parameter isAbstract: whether the first character only stands for the NUL that an abstract name begins with.
    /// - Throws: ENAMETOOLONG.
    init(_ path: String, isAbstract: Bool = false) throws(Errno) {
        let count = path.utf8.count
        guard count <= Self.longestPath else { throw .nameTooLong }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            unsafe bytes.copyBytes(from: path.utf8)
            if isAbstract { unsafe bytes[0] = 0 }
        }
        self.address = address
        // An abstract name ends where the length says, not at a NUL.
        length = socklen_t(MemoryLayout<sockaddr_un>.offset(of: \.sun_path)! + count + (isAbstract ? 0 : 1))
    }

    /// Lends the address in the form of the system calls.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
