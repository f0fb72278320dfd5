// HandlerArguments+Network.swift: the arguments of the handlers that send to other programs.

extension HandlerArguments {
    mutating func socket() -> SocketArguments {
        let host = name("host", of: "the name of a host, or the path of a socket if the port is null")
        let port = readUnlessNull("port", 0, Setting.port)
        // Checked but without effect, as is closeOnError: after a failure, records are kept and retried within a
        // second.
        for name in ["retryStart", "retryMax", "retryFactor"] { _ = read(name, 1, Setting.positiveNumber) }
        return SocketArguments(
            address: constructor["port"]?.value.isNull == true ? .path(host) : .internet(host: host, port: port))
    }

    mutating func syslog() -> SyslogArguments {
        SyslogArguments(
            address: read("address", .internet(host: "localhost", port: 514), Setting.syslogAddress),
            facility: read("facility", SyslogFacility(code: 1), Setting.facility),
            socketType: read("socktype", nil, Setting.socketType), ident: read("ident", "", Setting.text),
            appendsNul: truth("append_nul", true))
    }

    mutating func http() -> HTTPArguments {
        let isSecure = truth("secure", false)
        if let context = constructor["context"], !context.value.isNull {
            let reason = isSecure ? "an ssl.SSLContext cannot be written in JSON" : "context needs secure to be true"
            problems.append(context.problem("\(reason); leave it out"))
        }
        return HTTPArguments(
            host: name("host", of: "\"HOST\" or \"HOST:PORT\""), url: name("url", of: "a path such as \"/log\""),
            method: read("method", .get, Setting.method), isSecure: isSecure,
            credentials: read("credentials", nil, Setting.credentials))
    }

    mutating func smtp() -> SMTPArguments {
        let server = read("mailhost", (host: "", port: 25), Setting.mailServer)
        return SMTPArguments(
            host: server.host, port: server.port, from: name("fromaddr", of: "an address"),
            to: read("toaddrs", [], Setting.recipients), subject: read("subject", "", Setting.text),
            credentials: read("credentials", nil, Setting.credentials),
            startTLSFiles: read("secure", nil, Setting.startTLSFiles), timeout: read("timeout", 5, Setting.timeout))
    }
}

extension Setting {
    fileprivate func syslogAddress() throws(ConfigurationProblem) -> SocketAddress {
        let what = "an address: [\"HOST\", PORT] or the path of a socket"
        guard case .array = value.kind else { return .path(try name(of: what)) }
        let (host, port) = try pair(what)
        return .internet(host: try host.name(of: "the name of a host"), port: try port.port())
    }

    fileprivate func facility() throws(ConfigurationProblem) -> SyslogFacility {
        switch value.kind {
        case .string: return try word("a facility", of: SyslogFacility.named)
        // The priority is at least eight times the number: far beyond any use, but it must still fit an integer.
        case .integer(let code) where (-1 << 32...1 << 32).contains(code): return SyslogFacility(code: code)
        case .bool(let truth): return SyslogFacility(code: truth ? 1 : 0)
        default: throw expected("a facility: its number, 0 to 23, or its name such as \"local0\"")
        }
    }

    fileprivate func socketType() throws(ConfigurationProblem) -> SocketType? {
        if value.isNull { return nil }
        switch try? wholeNumber() {
        case 1: return .stream
        case 2: return .datagram
        default: throw expected("\"ext://socket.SOCK_DGRAM\", \"ext://socket.SOCK_STREAM\" or null")
        }
    }

    fileprivate func method() throws(ConfigurationProblem) -> HTTPArguments.Method {
        switch try text(as: "\"GET\" or \"POST\"").uppercased() {
        case "GET": return .get
        case "POST": return .post
        default: throw expected("\"GET\" or \"POST\"")
        }
    }

    fileprivate func mailServer() throws(ConfigurationProblem) -> (host: String, port: UInt16) {
        let what = "\"HOST\" or [\"HOST\", PORT]"
        guard case .array = value.kind else { return (try name(of: what), 25) }
        let (host, port) = try pair(what)
        let number = port.value.isTrue ? try port.port() : 0
        return (try host.name(of: "the name of a host"), number == 0 ? 25 : number)
    }

    fileprivate func recipients() throws(ConfigurationProblem) -> [String] {
        let what = "an address, or a list of addresses"
        guard case .array(let values) = value.kind else { return [try name(of: what)] }
        guard !values.isEmpty else { throw expected(what) }
        return try texts(values)
    }

    fileprivate func startTLSFiles() throws(ConfigurationProblem) -> [String]? {
        if value.isNull { return nil }
        guard case .array(let values) = value.kind, values.count <= 2 else {
            throw expected("a list for STARTTLS: [], [KEYFILE] or [KEYFILE, CERTIFICATEFILE]")
        }
        return try texts(values)
    }

    fileprivate func timeout() throws(ConfigurationProblem) -> Double? {
        value.isNull ? nil : try positiveNumber()
    }

    fileprivate func credentials() throws(ConfigurationProblem) -> Credentials? {
        guard value.isTrue else { return nil }
        let (user, password) = try pair("[\"USER\", \"PASSWORD\"]")
        return Credentials(user: try user.text(), password: try password.text())
    }

    private func texts(_ values: [JSONValue]) throws(ConfigurationProblem) -> [String] {
        var texts: [String] = []
        for (index, value) in values.enumerated() { texts.append(try element(index, value).text()) }
        return texts
    }
}
