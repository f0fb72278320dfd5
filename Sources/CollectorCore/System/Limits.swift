// Limits.swift: the limits of this process.
import CLinux
import Glibc

enum Limits {
    /// Raises the soft limit of open descriptors to the hard limit; `setrlimit(2)`.
    ///
    /// - Returns: the number in force.
    @discardableResult
    static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }

    /// How many descriptors the process may open.
    static var descriptorLimit: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1_024 }
        return Int(clamping: limit.rlim_cur)
    }

    /// The number of the next descriptor: this many are open, unless the parent process left gaps.
    static var lowestFreeDescriptor: Int {
        do throws(Errno) {
            return Int(try Waker().descriptor.rawValue)
        } catch {
            return 3
        }
    }

    /// The number of processors this process may run on, at least 1.
    static var processors: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }
}

/// Returns freed memory to the system; `malloc_trim(3)`. Takes milliseconds.
func giveBackFreeMemory() {
    malloc_trim(0)
}

/// Has large blocks returned to the system as soon as they are freed; `mallopt(3)`. By default they are kept from the second
/// time on, and a table that grows leaves a hole of each of its former sizes.
package func returnLargeBlocks() {
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
    // This is no longer adapted then, and small blocks would come from the system anew each time.
    mallopt(M_TRIM_THRESHOLD, 16 << 20)
}
