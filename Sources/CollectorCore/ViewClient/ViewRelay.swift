// ViewRelay.swift: carries a viewer's connection over standard input and output, as ssh needs it.
import Glibc

/// A connection between a viewer at standard input and output, and a collector of this machine.
package struct ViewRelay {
    private let path: String

    private static let pieceSize = 64 << 10

    package init(path: String) {
        self.path = path
    }

    /// Copies bytes both ways until one end closes the connection.
    ///
    /// - Returns: whether there was a collector; if not, the viewer has been told why.
    package func run() -> Bool {
        let socket: OwnedDescriptor
        do throws(AttachError) { socket = try ViewConnection.connect(path) } catch {
            refuse(error.reason)
            return false
        }
        // Reads wait in poll(2) for both directions; writes wait for the reader.
        _ = fcntl(socket.rawValue, F_SETFL, 0)
        copy(socket)
        return true
    }

    private func copy(_ socket: borrowing OwnedDescriptor) {
        var piece = [UInt8](repeating: 0, count: Self.pieceSize)
        while true {
            var entries = [
                pollfd(fd: STDIN_FILENO, events: CShort(POLLIN), revents: 0),
                pollfd(fd: socket.rawValue, events: CShort(POLLIN), revents: 0),
            ]
            guard unsafe poll(&entries, 2, -1) >= 0 || errno == EINTR else { return }
            if entries[1].revents != 0, !move(from: socket.rawValue, to: STDOUT_FILENO, &piece) { return }
            if entries[0].revents != 0, !move(from: STDIN_FILENO, to: socket.rawValue, &piece) {
                // A collector that takes nothing may have said why.
                while move(from: socket.rawValue, to: STDOUT_FILENO, &piece) {}
                return
            }
        }
    }

    /// - Returns: false at the end of either.
    private func move(from source: CInt, to target: CInt, _ piece: inout [UInt8]) -> Bool {
        let count = unsafe read(source, &piece, piece.count)
        guard count > 0 else { return count < 0 && errno == EINTR }
        var sent = 0
        while sent < count {
            let written = unsafe piece[sent..<count].withUnsafeBytes { unsafe write(target, $0.baseAddress, $0.count) }
            if written < 0, errno != EINTR { return false }
            sent += max(0, written)
        }
        return true
    }

    private func refuse(_ reason: String) {
        var wire = WireWriter()
        wire.framed { wire in
            var answer = ViewAnswer(refusal: RefusalMessage(reason: "\(path): \(reason)"))
            answer.code(&wire)
        }
        let bytes = wire.bytes.array
        _ = unsafe write(STDOUT_FILENO, bytes, bytes.count)
    }
}
