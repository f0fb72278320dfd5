// Limits.swift: what the system allows this process.
import Glibc

enum Limits {
    /// Raises the number of descriptors this process may open to what it is allowed at most; `setrlimit(2)`.
    ///
    /// - Returns: the number in force.
    @discardableResult
    static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    /// The processors this process may run on, at least 1.
    static var processors: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
}
