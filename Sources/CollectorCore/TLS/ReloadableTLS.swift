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

    /// Reads all files again; an error in any of them leaves everything unchanged.
    func reload() throws(TLSFileError) {
        // Built outside the lock, so that handshakes continue meanwhile.
        let fresh = try TLSContext(options)
        context.withLock { $0 = fresh }
    }
}
