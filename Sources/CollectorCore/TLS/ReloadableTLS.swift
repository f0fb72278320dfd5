// ReloadableTLS.swift: the current TLS context; new handshakes use it, open connections keep theirs.
import Synchronization

/// The TLS files as last read. Any thread may call the methods.
final class ReloadableTLS: Sendable {
    private let options: TLSOptions
    private let context: Mutex<TLSContext>

    init(_ options: TLSOptions) throws(TLSFileError) {
        self.options = options
        context = Mutex(try TLSContext(options))
    }

    /// The context for a handshake that begins now.
    var current: TLSContext { context.withLock { $0 } }

    /// Reads all files again. This may take any time: one of them may be a pipe.
    func read() throws(TLSFileError) -> TLSContext {
        try TLSContext(options)
    }

    /// Uses `fresh` for new handshakes.
    func use(_ fresh: TLSContext) {
        context.withLock { $0 = fresh }
    }
}
