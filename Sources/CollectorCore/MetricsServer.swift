// MetricsServer.swift: where metrics are read: /metrics and /healthz.

/// Why metrics are not served.
public enum MetricsError: Error, Sendable, CustomStringConvertible {
    /// The library, in words.
    case library(String)
    case listen(ListenError)
    case system(Errno)

    public var description: String {
        switch self {
        case .library(let words): "--metrics: \(words)"
        case .listen(let error): "--metrics: \(error)"
        case .system(let error): "--metrics: cannot start the server: \(error)"
        }
    }
}

extension MetricsAddress {
    /// The same as an address of TCP to listen on.
    public var listenAddress: ListenAddress {
        var listen = ListenAddress(.tcp, host: host, port: port)
        listen.descriptor = descriptor
        return listen
    }
}

extension MonitoringOptions {
    /// Looks whether what they need is installed, and whether there is the address.
    func check() throws(MetricsError) {
        guard let metrics else { return }
        _ = try MetricsServer.library()
        guard metrics.descriptor == nil else { return }
        do throws(ListenError) {
            _ = try Listener.resolve(metrics.listenAddress)
        } catch {
            throw .listen(error)
        }
    }
}

/// A listening socket that answers 503 until there is something to tell.
final class MetricsServer: Sendable {
    /// Who answers. Apart from the server, so that what answers may know a collector that knows the server.
    private final class Source: Sendable {
        let answer = Mutex<(@Sendable (HTTPRequest) -> HTTPAnswer)?>(nil)
        let noRequest = Mutex<(@Sendable (String) -> Void)?>(nil)
    }

    private let source = Source()
    private let server: Mutex<HTTPServer?>
    /// Where clients find it.
    let url: String

    /// Descriptors that it may take: those of the library, and its clients.
    static let descriptors = 4 + HTTPServer.clientLimit

    /// libmicrohttpd, loaded when it is first asked for.
    static func library() throws(MetricsError) -> MicrohttpdLibrary {
        do throws(MicrohttpdLibraryError) {
            return try MicrohttpdLibrary.shared.get()
        } catch {
            throw .library("\(error)")
        }
    }

    /// Opens the socket, or takes the one that was inherited.
    init(_ address: MetricsAddress) throws(MetricsError) {
        let library = try Self.library()
        var listen = address.listenAddress
        let socket: OwnedDescriptor
        do throws(ListenError) { socket = try Listener.open(listen) } catch { throw .listen(error) }
        let source = source
        do throws(Errno) {
            listen.port = try Sockets.boundAddress(of: socket).numeric.port
            server = Mutex(
                try HTTPServer(
                    library, on: socket,
                    noRequest: { client in source.noRequest.withLock { $0 }?(client) },
                    answer: { request in
                        source.answer.withLock { $0 }?(request) ?? HTTPAnswer(status: 503, body: "starting\n")
                    }))
        } catch {
            throw .system(error)
        }
        url = "http://\(listen.text)/metrics"
    }

    /// From now on `answer` is asked, on the server's thread.
    ///
    /// - Parameter noRequest: is told of a client that sent no HTTP request.
    func begin(
        noRequest: @escaping @Sendable (String) -> Void, answer: @escaping @Sendable (HTTPRequest) -> HTTPAnswer
    ) {
        source.noRequest.withLock { $0 = noRequest }
        source.answer.withLock { $0 = answer }
    }

    /// Closes the socket and every connection.
    func end() {
        source.noRequest.withLock { $0 = nil }
        source.answer.withLock { $0 = nil }
        server.withLock { $0 = nil }
    }
}
