// ReloadableTLS.swift: the TLS context of now; new handshakes take it, open connections keep theirs.
import Synchronization

/// The files of TLS, as they were read last. Any thread may call the methods.
final class ReloadableTLS: Sendable {
    private let options: TLSOptions
    private let context: Mutex<TLSContext>

    init(_ options: TLSOptions) throws(TLSFileError) {
        self.options = options
        context = Mutex(try TLSContext(options))
    }

    /// The context for a handshake that begins now.
    var current: TLSContext { context.withLock { $0 } }

    /// Reads all files again; what is wrong with any of them leaves everything as it was.
    func reload() throws(TLSFileError) {
        // Built outside of the lock: handshakes go on meanwhile.
        let fresh = try TLSContext(options)
        context.withLock { $0 = fresh }
    }
}
