// Listener.swift: one open socket that senders reach, with its name and its counters.

/// A listening socket; the acceptor takes connections from it.
final class Listener: Sendable {
    let socket: OwnedDescriptor
    let kind: ListenerKind
    /// The port that the system chose, or was told; 0 for a local socket.
    let port: UInt16
    /// What formats, metrics and views call it.
    let name: String
    /// `HOST:PORT`, with the real port.
    let address: String
    let counts: ListenerCounts

    /// Opens the socket; from here on the system takes connections.
    ///
    /// - Parameter taken: names of other listeners; one that is only an address is made unique by its protocol.
    init(_ listen: ListenAddress, besides taken: [String] = []) throws(ListenError) {
        var bound = listen
        let address: InternetAddress
        do throws(ResolveError) {
            address = try InternetAddress.resolve(host: listen.host, port: listen.port)
        } catch {
            throw ListenError(host: listen.host, port: listen.port, cause: .resolve(error.reason))
        }
        do throws(Errno) {
            socket = try Sockets.listen(on: address)
            bound.port = try Sockets.boundAddress(of: socket).numeric.port
        } catch {
            throw ListenError(host: listen.host, port: listen.port, cause: .system(error))
        }
        kind = listen.kind
        port = bound.port
        self.address = bound.text
        name = listen.name ?? (taken.contains(bound.text) ? bound.url : bound.text)
        counts = ListenerCounts(name: name, kind: kind, address: self.address)
    }

    /// Opens all of `addresses`, in their order.
    static func open(_ addresses: [ListenAddress]) throws(ListenError) -> [Listener] {
        var listeners: [Listener] = []
        for address in addresses { listeners.append(try Listener(address, besides: listeners.map(\.name))) }
        return listeners
    }

    var snapshot: ListenerSnapshot { counts.snapshot }
}
