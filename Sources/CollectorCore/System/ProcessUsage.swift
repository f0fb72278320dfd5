// ProcessUsage.swift: what the process takes of the machine; proc(5).
import CLinux
import Glibc

/// The process at one moment.
struct ProcessUsage: Equatable, Sendable {
    var residentBytes = 0
    var cpuSeconds = 0.0
    var openDescriptors = 0
    var descriptorLimit = 0
    /// Seconds since 1970.
    var startTime = 0.0

    static var current: ProcessUsage {
        var usage = ProcessUsage()
        let pages = words(of: "/proc/self/statm").dropFirst().first.flatMap { Int($0) } ?? 0
        usage.residentBytes = pages * Int(sysconf(CInt(_SC_PAGESIZE)))
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        usage.cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        usage.openDescriptors = countDescriptors()
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        usage.descriptorLimit = Int(clamping: limit.rlim_cur)
        usage.startTime = started
        return usage
    }

    /// The kernel counts in ticks since the machine was started. It is read once, as the wall clock may be set.
    private static let started: Double = {
        // Behind the name, which stands in parentheses and may be anything.
        let fields = text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.count > 19 ? Double(fields[19]) ?? 0 : 0
        var sinceBoot = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
        let boot = Double(WallTime.now.nanoseconds) / 1e9 - Double(sinceBoot.tv_sec) - Double(sinceBoot.tv_nsec) / 1e9
        return ((boot + ticks / Double(sysconf(CInt(_SC_CLK_TCK)))) * 100).rounded() / 100
    }()

    /// Linux 6.2 and later tell the number as the size of the directory.
    private static func countDescriptors() -> Int {
        var status = stat()
        if unsafe stat("/proc/self/fd", &status) == 0, status.st_size > 0 { return Int(status.st_size) }
        guard let directory = unsafe opendir("/proc/self/fd") else { return 0 }
        defer { unsafe closedir(directory) }
        // Without ".", ".." and the descriptor of the directory itself.
        var count = -3
        while unsafe readdir(directory) != nil { count += 1 }
        return max(0, count)
    }

    private static func words(of path: String) -> [Substring] { text(of: path).split(separator: " ") }

    private static func text(of path: String) -> String {
        String(decoding: (try? FileContents.read(path)) ?? [], as: UTF8.self)
    }
}
