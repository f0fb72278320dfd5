// HTTPSink.swift: each record is a request to a web server, as a query or as a form.
import CCurl

/// A web server. The connection is kept between requests if the server allows it.
///
/// A record is done when the server has answered; a status of 400 or above counts as a refusal. A request without an
/// answer is repeated, so that the server may receive it twice.
///
/// Source: CPython `Lib/logging/handlers.py`, `HTTPHandler.emit`, which asks for no answer's status.
struct HTTPSink: Sink, ~Copyable {
    let name: String
    private let target: String
    private let method: HTTPArguments.Method
    private let interrupt: Waker
    private var transfer: CurlTransfer

    /// Seconds: for connecting, and from the first byte of a request to the last of its answer.
    private static let connectTimeout = 5
    private static let answerTimeout = 30

    /// - Parameter arguments: `host` and `url` must have been checked.
    init(_ arguments: HTTPArguments, _ library: CurlLibrary, interrupt: Waker) {
        let server = "\(arguments.isSecure ? "https" : "http")://\(arguments.host)"
        name = server + arguments.url
        method = arguments.method
        target = arguments.method == .post ? arguments.url : arguments.url + (arguments.url.contains("?") ? "&" : "?")
        self.interrupt = interrupt
        transfer = CurlTransfer(library)
        transfer.set(CURLOPT_URL, server)
        transfer.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        transfer.set(CURLOPT_CONNECTTIMEOUT, Self.connectTimeout)
        transfer.set(CURLOPT_TIMEOUT, Self.answerTimeout)
        // Exactly what http.client sends; in particular no "Expect: 100-continue".
        transfer.set(CURLOPT_HTTPHEADER, ["Accept:", "Expect:", "Accept-Encoding: identity"])
        guard let credentials = arguments.credentials else { return }
        transfer.set(CURLOPT_USERNAME, credentials.user)
        transfer.set(CURLOPT_PASSWORD, credentials.password)
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        if !transfer.isRunning { start(records.bytes.extracting(records[0])) }
        guard let outcome = transfer.run(until: interrupt) else { return 0 }
        guard outcome.status > 0 else { throw .failed("cannot send to \(name): \(outcome.reason)") }
        guard outcome.status < 400 else { throw .refused(.refused, "\(name) answered \(outcome.status)") }
        return records[0].upperBound
    }

    private mutating func start(_ form: Bytes) {
        // The target is set unchanged: libcurl would normalise a path, http.client does not.
        switch method {
        case .get:
            transfer.set(CURLOPT_REQUEST_TARGET, target + form.lossyText)
            transfer.start()
        case .post:
            transfer.set(CURLOPT_REQUEST_TARGET, target)
            transfer.start(posting: form)
        }
    }
}
