// SMTPSink.swift: each record is a mail.
import CCurl

/// A mail server, which is connected to for each mail, as CPython does.
///
/// A mail that the server refuses for good (5xx) is counted and left; after any other failure it is sent again.
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
        // One recipient is enough, as for smtplib.
        transfer.set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1)
        transfer.set(CURLOPT_FORBID_REUSE, 1)
        setTimeouts(arguments.timeout)
        setCredentials(arguments)
    }

    /// Python's timeout is one for each wait; a mail has about a dozen of them.
    private func setTimeouts(_ timeout: Double?) {
        // Without one, libcurl still gives up after 300 s to connect, and then it is tried again.
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
        // smtplib.starttls verifies nothing either: mail servers in a house have certificates of their own making.
        transfer.set(CURLOPT_SSL_VERIFYPEER, 0)
        transfer.set(CURLOPT_SSL_VERIFYHOST, 0)
        if let key = files.first { transfer.set(CURLOPT_SSLKEY, key) }
        // A key without a certificate of its own lies in one file with it.
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
    /// Whether the server will never have this mail. What it says before it knows of a mail (to the greeting, to
    /// credentials) is another matter.
    fileprivate var refusesMail: Bool {
        (500..<600).contains(status) && (isSendError || uploaded > 0)
    }
}
