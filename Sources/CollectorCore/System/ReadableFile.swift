// ReadableFile.swift: a file that is read in pieces, wherever one likes; pread(2).
import CLinux
import Glibc

/// An open file. Any thread may read it.
///
/// It is read into memory of our own and never mapped: a mapping of a file that another process cuts ends ours by SIGBUS,
/// and reading costs little more, as each piece stays in the processor's cache while it is looked at.
package final class ReadableFile: Sendable {
    private let descriptor: OwnedDescriptor

    /// Opens a file; one that is a pipe without a writer is not waited for.
    package init(opening path: String) throws(Errno) {
        descriptor = try OwnedDescriptor(
            checking: unsafe collector_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0))
    }

    /// Another descriptor of standard input.
    package init(standardInput: Void) throws(Errno) {
        descriptor = try OwnedDescriptor(checking: fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3))
    }

    /// A new file without a name, which is gone when nobody has it open any more.
    ///
    /// - Parameter directory: where it takes its room.
    package init(temporaryIn directory: String) throws(Errno) {
        let flags = collector_o_tmpfile() | O_RDWR | O_CLOEXEC
        descriptor = try OwnedDescriptor(checking: unsafe collector_open(directory, flags, 0o600))
    }

    package var status: FileStatus {
        get throws(Errno) { try Files.status(of: descriptor) }
    }

    /// Whether it is a terminal; `isatty(3)`.
    package var isTerminal: Bool { isatty(descriptor.rawValue) == 1 }

    /// Reads the bytes of `range`.
    ///
    /// - Returns: fewer bytes where the file ends before, or where reading fails.
    package func bytes(_ range: Range<Int>) -> (memory: AppendOnlyMemory, count: Int) {
        let memory = AppendOnlyMemory(capacity: range.count)
        var count = 0
        while count < range.count {
            let read = unsafe memory.withRoom(from: count, upTo: range.count - count) {
                unsafe pread(descriptor.rawValue, $0.baseAddress, $0.count, off_t(range.lowerBound + count))
            }
            guard read != 0, read > 0 || Errno.current == .interrupted else { break }
            count += max(0, read)
        }
        return (memory, count)
    }

    /// Reads what comes next, as from a pipe; waits for it, or for `waker`.
    ///
    /// - Returns: how many bytes; 0 at the end, `nil` where there are none yet.
    package func next(into bytes: inout [UInt8], or waker: Waker) throws(Errno) -> Int? {
        waitReadable(descriptor, or: waker.descriptor)
        do throws(Errno) {
            return try Files.read(from: descriptor, into: &bytes)
        } catch {
            guard error == .again || error == .interrupted else { throw error }
            return nil
        }
    }

    /// Where `next` and a decompressor have come to; `lseek(2)`.
    package var position: Int { Int(lseek(descriptor.rawValue, 0, SEEK_CUR)) }

    /// Appends to a temporary file.
    package func append(_ bytes: Bytes) throws(Errno) { try Files.writeAll(bytes, to: descriptor) }

    /// Frees the room that the first `end` bytes of a temporary file take; `fallocate(2)`.
    package func free(upTo end: Int) {
        // FALLOC_FL_PUNCH_HOLE, FALLOC_FL_KEEP_SIZE
        _ = fallocate(descriptor.rawValue, 0x02 | 0x01, 0, off_t(end))
    }

    /// Lends the descriptor to a library.
    func withDescriptor<Result>(_ body: (borrowing OwnedDescriptor) -> Result) -> Result { body(descriptor) }
}
