// StandardErrorLog.swift: captures standard error while the screen is shown, and writes it out afterwards.
import CNcurses
import CRescue
import CollectorCore
import Glibc

/// Standard error, redirected to memory; `memfd_create(2)`.
final class StandardErrorLog: Sendable {
    /// The original standard error.
    let original: OwnedDescriptor
    /// The file in memory.
    let descriptor: OwnedDescriptor

    /// The file is emptied when it exceeds this many bytes.
    private static let limit = 1 << 20

    /// Redirects file descriptor 2, if it leads to the terminal of the screen; otherwise `nil`.
    init?(for screen: ScreenDevice) {
        guard let terminal = TerminalDevice(openAs: STDERR_FILENO), terminal == screen.terminal else { return nil }
        do throws(Errno) {
            original = try OwnedDescriptor(checking: view_duplicate(STDERR_FILENO))
            descriptor = try OwnedDescriptor(checking: unsafe view_memory_file("standard error"))
        } catch {
            return nil
        }
        view_append_only(descriptor.rawValue)
        dup2(descriptor.rawValue, STDERR_FILENO)
    }

    /// The last line written, if there is one.
    func lastLine() -> String? {
        let size = lseek(descriptor.rawValue, 0, SEEK_END)
        guard size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: min(4_096, size))
        let count = unsafe pread(descriptor.rawValue, &bytes, bytes.count, size - bytes.count)
        if size > Self.limit { ftruncate(descriptor.rawValue, 0) }
        return bytes.prefix(max(0, count)).split(separator: 10).last.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Restores file descriptor 2 and writes the captured text there, unless that would block.
    func restore() {
        dup2(original.rawValue, STDERR_FILENO)
        var entry = pollfd(fd: STDERR_FILENO, events: CShort(POLLOUT), revents: 0)
        guard unsafe poll(&entry, 1, 0) == 1 else { return }
        rescue_replay(descriptor.rawValue, STDERR_FILENO)
        ftruncate(descriptor.rawValue, 0)
    }
}
