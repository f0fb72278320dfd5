// HandlerFactory+Network.swift: the handlers that send to other programs, each to a destination of its own.

extension HandlerFactory {
    /// Makes a handler that sends to another program. Nothing is connected yet: a server that is not there is no error
    /// of the configuration, and its handler tries until it is.
    ///
    /// `formatter` is that of the configuration, which handlers that send a record's attributes leave aside, as Python's
    /// do.
    ///
    /// - Returns: `nil` for a handler of another kind.
    mutating func networkHandler(
        _ description: HandlerDescription, _ formatter: Formatter
    ) throws(HandlerError) -> Handler? {
        let (name, className) = (description.name, description.kind.className)
        switch description.kind {
        case .syslog(let arguments):
            return Handler(
                name: name, className: className, formatter: formatter,
                head: .priority(arguments.facility, ident: arguments.ident),
                terminator: arguments.appendsNul ? [0] : [],
                outbox: try destination(description) {
                    SocketSink(to: arguments.address, arguments.kinds, interrupt: $0)
                })
        case .socket(let arguments):
            return try pickling(description, arguments, .stream)
        case .datagram(let arguments):
            return try pickling(description, arguments, .datagrams)
        case .http(let arguments):
            if let reason = arguments.flaw { throw HandlerError(handler: name, reason: reason) }
            let library = try curl(name)
            return Handler(
                name: name, className: className, formatter: .form(), terminator: [],
                outbox: try destination(description) { HTTPSink(arguments, library, interrupt: $0) })
        case .smtp(let arguments):
            if let reason = arguments.flaw { throw HandlerError(handler: name, reason: reason) }
            let library = try curl(name)
            // A mail ends with the end of a line in any case; so no record is empty.
            return Handler(
                name: name, className: className, formatter: formatter, terminator: [0x0A],
                outbox: try destination(description) { SMTPSink(arguments, library, interrupt: $0) })
        default: return nil
        }
    }

    /// The settings of Python's pauses between two attempts have no effect: nothing is dropped in a pause here, and none
    /// is longer than a second.
    private mutating func pickling(
        _ description: HandlerDescription, _ arguments: SocketArguments, _ kind: Transmission
    ) throws(HandlerError) -> Handler {
        let outbox = try destination(description) { SocketSink(to: arguments.address, [kind], interrupt: $0) }
        return Handler(
            name: description.name, className: description.kind.className, formatter: .pickle(), head: .length,
            terminator: [], outbox: outbox)
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
    /// Python takes a Unix socket of either kind, and UDP where nothing is said.
    fileprivate var kinds: [Transmission] {
        switch (socketType, address) {
        case (.stream, _): [.stream]
        case (.datagram, _), (nil, .internet): [.datagrams]
        case (nil, .path): [.datagrams, .stream]
        }
    }
}

extension HTTPArguments {
    /// What would let every request fail, in CPython too, or `nil`.
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

/// Whether libcurl will take it for a host, with a port perhaps, and for nothing else.
private func isHost(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"/@?#\\%".utf8.contains($0) }
}
