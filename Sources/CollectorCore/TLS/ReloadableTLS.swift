// ReloadableTLS.swift: the current TLS context; new handshakes use it, open connections keep theirs.
import Synchronization

/// The TLS files as last read. Any thread may call the methods.
final class ReloadableTLS: Sendable {
    private let options: TLSOptions
    private let context: Mutex<TLSContext>
    private let reading = Mutex(Reading.no)

    private enum Reading {
        case no, once, again
    }

    init(_ options: TLSOptions) throws(TLSFileError) {
        self.options = options
        context = Mutex(try TLSContext(options))
    }

    /// The context for a handshake that begins now.
    var current: TLSContext { context.withLock { $0 } }

    /// Reads all files again on a separate thread, because one may be a pipe without a writer; an error in any of them
    /// leaves everything unchanged. Returns at once.
    ///
    /// A call while files are being read causes one more read afterwards, because they may have changed.
    ///
    /// - Parameter report: called on that thread, with what went wrong.
    func reload(_ report: @escaping @Sendable (TLSFileError?) -> Void) throws(Errno) {
        let isReading = reading.withLock { state in
            defer { state = state == .no ? .once : .again }
            return state != .no
        }
        if isReading { return }
        do throws(Errno) {
            try Thread(named: "reload") { self.readUntilCurrent(report) }.detach()
        } catch {
            reading.withLock { $0 = .no }
            throw error
        }
    }

    private func readUntilCurrent(_ report: (TLSFileError?) -> Void) {
        var isStale = true
        while isStale {
            do throws(TLSFileError) {
                // Built outside the lock, so that handshakes continue meanwhile.
                let fresh = try TLSContext(options)
                context.withLock { $0 = fresh }
                report(nil)
            } catch {
                report(error)
            }
            isStale = reading.withLock { state in
                defer { state = state == .again ? .once : .no }
                return state == .again
            }
        }
    }
}
