// HandlerFactory+Network.swift: the handlers that send over the network, each to its own destination.
//
// No connection is made here: an unreachable server is not an error in the configuration, and its handler retries until
// it is reachable.

extension HandlerFactory {
    mutating func syslogHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: SyslogArguments
    ) throws(HandlerError) -> Parts {
        var form = form
        form.head = .priority(arguments.facility, ident: arguments.ident)
        form.terminator = arguments.appendsNul ? [0] : []
        let outbox = try destination(description) {
            SocketSink(to: arguments.address, arguments.kinds, interrupt: $0)
        }
        return (form, .outbox(outbox))
    }

    /// As in Python, the formatter of the configuration is not used: a record's attributes are sent.
    mutating func picklingHandler(
        _ description: HandlerDescription, _ arguments: SocketArguments, _ kind: Transmission
    ) throws(HandlerError) -> Parts {
        let outbox = try destination(description) { SocketSink(to: arguments.address, [kind], interrupt: $0) }
        return (RecordForm(formatter: .pickle(), head: .length), .outbox(outbox))
    }

    /// As in Python, the formatter of the configuration is not used: a record's attributes are sent.
    mutating func webHandler(
        _ description: HandlerDescription, _ arguments: HTTPArguments
    ) throws(HandlerError) -> Parts {
        if let reason = arguments.flaw { throw HandlerError(handler: description.name, reason: reason) }
        let library = try curl(description.name)
        let outbox = try destination(description) { HTTPSink(arguments, library, interrupt: $0) }
        return (RecordForm(formatter: .form()), .outbox(outbox))
    }

    mutating func mailHandler(
        _ description: HandlerDescription, _ form: RecordForm, _ arguments: SMTPArguments
    ) throws(HandlerError) -> Parts {
        if let reason = arguments.flaw { throw HandlerError(handler: description.name, reason: reason) }
        let library = try curl(description.name)
        var form = form
        // A mail always ends with the end of a line, so no record is empty.
        form.terminator = [0x0A]
        let outbox = try destination(description) { SMTPSink(arguments, library, interrupt: $0) }
        return (form, .outbox(outbox))
    }

    private func curl(_ name: String) throws(HandlerError) -> CurlLibrary {
        do {
            return try CurlLibrary.shared.get()
        } catch {
            throw HandlerError(handler: name, reason: "\(error)")
        }
    }
}

extension SyslogArguments {
    /// Python tries both kinds of Unix sockets, and uses UDP by default.
    fileprivate var kinds: [Transmission] {
        switch (socketType, address) {
        case (.stream, _): [.stream]
        case (.datagram, _), (nil, .internet): [.datagrams]
        case (nil, .path): [.datagrams, .stream]
        }
    }
}

extension HTTPArguments {
    /// The reason why every request would fail, in CPython too, or `nil`.
    fileprivate var flaw: String? {
        let isASCII = url.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        if !isASCII { return "url is to be printable ASCII without blanks; escape the rest as %20" }
        return isHost(host) ? nil : "host is to be \"HOST\" or \"HOST:PORT\", without scheme and path, not \"\(host)\""
    }
}

extension SMTPArguments {
    fileprivate var flaw: String? {
        for (field, text) in [("fromaddr", from), ("subject", subject)] + to.map({ ("toaddrs", $0) })
        where text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            return "\(field) has a control character, such as the end of a line, which no header can have"
        }
        return isHost(host) ? nil : "mailhost is to be the name of a host or its address, not \"\(host)\""
    }
}

/// Whether libcurl will take `text` as a host, with or without a port, and as nothing else.
private func isHost(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"/@?#\\%".utf8.contains($0) }
}
