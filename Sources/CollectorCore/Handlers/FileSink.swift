// FileSink.swift: a file that records are appended to.

/// A file, opened at the start or, delayed, with the first record.
struct FileSink: Sink, ~Copyable {
    let name: String
    private let mode: Files.Mode
    private var descriptor: OwnedDescriptor?

    /// - Parameters:
    ///   - path: absolute, or relative to the working directory at the start.
    ///   - delay: whether the file is opened with the first record only.
    init(path: String, mode: Files.Mode, delay: Bool) throws(Errno) {
        name = path
        self.mode = mode
        descriptor = delay ? nil : try Files.open(path, mode)
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        if descriptor == nil {
            do throws(Errno) {
                descriptor = try Files.open(name, mode)
            } catch {
                throw .failed("cannot open \(name): \(error)")
            }
        }
        do throws(Errno) {
            return try Files.write(records.bytes, to: descriptor!)
        } catch .interrupted {
            return 0
        } catch {
            throw .failed("cannot write to \(name): \(error)")
        }
    }
}
