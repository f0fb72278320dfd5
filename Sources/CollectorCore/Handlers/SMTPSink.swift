// SMTPSink.swift: each record is a mail.
import CCurl

/// A mail server; each mail is sent over a new connection, as in CPython.
///
/// A mail that the server rejects permanently (5xx) is counted and dropped; after any other failure it is sent again.
///
/// Source: CPython `Lib/logging/handlers.py`, `SMTPHandler.emit`.
struct SMTPSink: Sink, ~Copyable {
    let name: String
    private let head: MailHead
    private let interrupt: Waker
    private var transfer: CurlTransfer

    /// - Parameter arguments: addresses and host must have been checked.
    init(_ arguments: SMTPArguments, _ library: CurlLibrary, interrupt: Waker) {
        let host = arguments.host.contains(":") ? "[\(arguments.host)]" : arguments.host
        name = "\(host):\(arguments.port)"
        head = MailHead(from: arguments.from, to: arguments.to, subject: arguments.subject)
        self.interrupt = interrupt
        transfer = CurlTransfer(library)
        transfer.set(CURLOPT_URL, "smtp://\(name)")
        transfer.set(CURLOPT_MAIL_FROM, head.sender)
        transfer.set(CURLOPT_MAIL_RCPT, head.recipients)
        // Success for one recipient is enough, as for smtplib.
        transfer.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
        transfer.set(CURLOPT_FORBID_REUSE, 1)
        setTimeouts(arguments.timeout)
        setCredentials(arguments)
    }

    /// Python's timeout applies to each wait; a mail has about a dozen of them.
    private func setTimeouts(_ timeout: Double?) {
        // Without one, libcurl still stops connecting after 300 s, and then the mail is retried.
        guard let seconds = timeout.map({ min($0, 86_400) }) else { return }
        transfer.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int(seconds * 1_000)))
        transfer.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(seconds.rounded(.up))))
        transfer.set(CURLOPT_TIMEOUT_MS, max(1, Int(seconds * 12_000)))
    }

    private func setCredentials(_ arguments: SMTPArguments) {
        guard let credentials = arguments.credentials, !credentials.user.isEmpty else { return }
        transfer.set(CURLOPT_USERNAME, credentials.user)
        transfer.set(CURLOPT_PASSWORD, credentials.password)
        guard let files = arguments.startTLSFiles else { return }
        transfer.set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
        // smtplib.starttls verifies nothing either: internal mail servers often have self-signed certificates.
        transfer.set(CURLOPT_SSL_VERIFYPEER, 0)
        transfer.set(CURLOPT_SSL_VERIFYHOST, 0)
        if let key = files.first { transfer.set(CURLOPT_SSLKEY, key) }
        // A key without a separate certificate file is in one file with it.
        if let certificate = files.last { transfer.set(CURLOPT_SSLCERT, certificate) }
    }

    mutating func write(_ records: borrowing PendingRecords) throws(SinkError) -> Int {
        if !transfer.isRunning {
            var mail = ByteBuffer()
            head.append(mailOf: records.bytes.extracting(records[0]), at: .now, to: &mail)
            transfer.start(uploading: mail.bytes)
        }
        guard let outcome = transfer.run(until: interrupt) else { return 0 }
        if outcome.succeeded { return records[0].upperBound }
        if outcome.refusesMail { throw .refused(.refused, "\(name) refused a mail with status \(outcome.status)") }
        let status = outcome.status > 0 ? ", status \(outcome.status)" : ""
        throw .failed("cannot send mail by \(name): \(outcome.reason)\(status)")
    }
}

extension CurlTransfer.Outcome {
    /// Whether the server has rejected this mail permanently. Errors before the mail (greeting, credentials) do not
    /// count.
    fileprivate var refusesMail: Bool {
        (500..<600).contains(status) && (isSendError || uploaded > 0)
    }
}
