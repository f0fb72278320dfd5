// StreamSink.swift: standard output and standard error.
import Glibc

/// A descriptor that this process was started with.
struct StreamSink: Sink, ~Copyable {
    let name: String
    private let descriptor: OwnedDescriptor

    /// - Throws: EBADF where the stream was closed when the process was started.
    init(_ stream: StandardStream) throws(Errno) {
        name = stream.name
        descriptor = try stream.descriptor()
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        do throws(Errno) {
            return try Files.write(records.bytes, to: descriptor)
        } catch .brokenPipe {
            throw .gone
        } catch .again {
            // The stream is non-blocking: a shell or another program on the same terminal has set that.
            _ = waitWritable(descriptor, until: .now.advanced(bySeconds: 1))
            return 0
        } catch .interrupted {
            return 0
        } catch {
            throw .failed("cannot write to \(name): \(error)")
        }
    }
}

extension StandardStream {
    var name: String { self == .output ? "standard output" : "standard error" }

    /// A duplicate of the stream's descriptor.
    ///
    /// - Throws: EBADF where nothing can be written there; see `StandardDescriptors.open`.
    func descriptor() throws(Errno) -> OwnedDescriptor {
        let stream = self == .output ? STDOUT_FILENO : STDERR_FILENO
        guard fcntl(stream, F_GETFL) & O_ACCMODE != O_RDONLY else { throw .notOpen }
        return try OwnedDescriptor(checking: fcntl(stream, F_DUPFD_CLOEXEC, 3))
    }
}
