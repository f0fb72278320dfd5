// StandardErrorLog.swift: what is written to standard error while a screen is in use: kept, shown, and told afterwards.
import CNcurses
import CRescue
import CollectorCore
import Glibc

/// Standard error, led into memory; `memfd_create(2)`.
final class StandardErrorLog: Sendable {
    /// Where it went before.
    let original: OwnedDescriptor
    /// The memory, as a file.
    let descriptor: OwnedDescriptor

    /// Bytes that are kept; older ones go when there are more.
    private static let limit = 1 << 20

    /// Takes over file descriptor 2, if what is written there would be written on the screen.
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

    /// The last whole line that was written, if there is one.
    func lastLine() -> String? {
        let size = lseek(descriptor.rawValue, 0, SEEK_END)
        guard size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: min(4_096, size))
        let count = unsafe pread(descriptor.rawValue, &bytes, bytes.count, size - bytes.count)
        if size > Self.limit { ftruncate(descriptor.rawValue, 0) }
        return bytes.prefix(max(0, count)).split(separator: 10).last.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Gives file descriptor 2 back, and writes there what it would have said, unless nobody takes it.
    func restore() {
        dup2(original.rawValue, STDERR_FILENO)
        var entry = pollfd(fd: STDERR_FILENO, events: CShort(POLLOUT), revents: 0)
        guard unsafe poll(&entry, 1, 0) == 1 else { return }
        rescue_replay(descriptor.rawValue, STDERR_FILENO)
        ftruncate(descriptor.rawValue, 0)
    }
}
