// DetailBox.swift: one message with everything known about it, down to its bytes.
import CollectorCore

extension Arrangement {
    func detailBox(_ message: OpenedMessage?, as view: MessageView, _ scroll: Int, _ field: Int?) -> Box {
        guard let message else {
            return Box(
                title: "message", note: "Esc",
                lines: [
                    [
                        StyledText(
                            "The view no longer holds this message"
                                + (facts.files == nil ? "; its handlers received it." : "."), .dim)
                    ]
                ])
        }
        let line = message.line
        let header = MessageHeader(line.bytes.span)
        let width = max(76, min(120, columns * 3 / 4))
        var fields: [BoxField] = []
        var lines = describe(message, header, &fields)
        var reader = FieldReader()
        if view == .laidOut { reader.read(line.bytes.span, header, isCut: line.entry.isPart) }
        lines += messageText(line, header, reader, as: view, boxWidth(width), below: lines.count, &fields)
        return Box(
            title: "message" + (message.number.map { " " + NumberText.grouped($0) } ?? ""),
            note: detailNote(
                selected: field.flatMap { fields.indices.contains($0) ? fields[$0].subject : nil }, view,
                isLaidOut: !reader.fields.isEmpty),
            lines: lines, scroll: scroll, fields: fields, field: field, width: width)
    }

    private func detailNote(selected: BoxField.Subject?, _ view: MessageView, isLaidOut: Bool) -> String {
        switch selected {
        case .field: return "Enter filters by it, x hides it, c column, Tab next"
        case .peer, .term: return "Enter filters by it, x hides it, Tab next"
        case nil:
            let other = isLaidOut ? "p raw, " : view == .raw ? "p laid out, " : ""
            return "Tab field, Left Right others, \(other)b hex, Esc"
        }
    }

    private func describe(
        _ message: OpenedMessage, _ header: MessageHeader, _ fields: inout [BoxField]
    ) -> [[StyledText]] {
        let line = message.line
        let entry = line.entry
        let offset = clock.offset
        let isFile = facts.files != nil
        let peer = entry.source.address.contains(":") ? "[\(entry.source.address)]" : entry.source.address
        let tls = entry.source.tls.map { "tls \($0.summary)" }
        var lines = [
            fact(
                "received", DisplayClock.full(entry.received, offset: offset, milliseconds: true) + "   (receive time)"),
            fact("peer", "\(peer):\(entry.source.port)   \(tls ?? "plain, no TLS")", .peer),
        ]
        if isFile {
            let time = DisplayClock.full(entry.received, offset: offset, milliseconds: true)
            lines = [
                fact("time", entry.received == .unknown ? "the line says none" : "\(time)   (as the line says)"),
                fact("peer", peer + (tls.map { "   " + $0 } ?? ""), .peer),
            ]
        }
        mark(.peer(entry.source.peer), peer, after: "", in: lines, &fields)
        if let name = names.name(of: entry.source.address) {
            lines.append(self.name(name))
            mark(.term(FilterEdit.fieldTerm("name", name.text)), name.shown, after: "", in: lines, &fields)
        }
        for (name, field, value) in [
            ("collector", "at", entry.source.collector),
            (isFile ? "file" : "listener", "listener", entry.source.listener),
        ] {
            guard let value else { continue }
            lines.append(fact(name, value))
            mark(.term(FilterEdit.fieldTerm(field, value)), value, after: "", in: lines, &fields)
        }
        if let tls = entry.source.tls, !isFile { lines.append(certificate(tls)) }
        describePriority(header, &lines, &fields)
        describeHeader(header, line, &lines, &fields)
        lines.append(size(line))
        if entry.isTruncated {
            let held = NumberText.grouped(line.bytes.count)
            let rest = isFile ? "the file has all" : "the handlers got all"
            lines.append(fact("", "the view keeps the first \(held) bytes; \(rest)", .severityWarning))
        }
        guard !isFile else { return lines }
        lines.append(fact("framing", entry.end?.text ?? "none: cut, or the connection ended first"))
        return lines + handlerLines(message.handlers)
    }

    private func describePriority(
        _ header: MessageHeader, _ lines: inout [[StyledText]], _ fields: inout [BoxField]
    ) {
        if let priority = header.priority, let severity = header.severity {
            lines.append(
                [
                    label("priority"),
                    StyledText("<\(priority)>  facility \(Facility.names[Int(priority >> 3)])  severity "),
                ]
                    + [StyledText(severity.name, header.severity.role, .bold)])
            let facility = Facility.names[Int(priority >> 3)]
            mark(.term("fac:\(facility)"), facility, after: "<\(priority)>  facility ", in: lines, &fields)
            let before = "<\(priority)>  facility \(facility)  severity "
            mark(.term("sev:\(severity.name)"), severity.name, after: before, in: lines, &fields)
        } else {
            lines.append(fact("priority", "none", .dim))
        }
    }

    private func describeHeader(
        _ header: MessageHeader, _ line: FeedLine, _ lines: inout [[StyledText]], _ fields: inout [BoxField]
    ) {
        func part(_ range: Range<Int>?) -> String { range.map { sanitised(line.bytes.span.extracting($0)) } ?? "-" }
        switch header.form {
        case .none: lines.append(fact("header", "none recognised", .dim))
        case .rfc3164, .rfc5424:
            lines.append(fact("header", header.form == .rfc5424 ? "RFC 5424" : "RFC 3164"))
            lines.append(fact("  time", part(header.time), .time))
            lines.append(fact("  host", part(header.host), .host))
            mark("host", line, header.host, after: "", in: lines, &fields)
            let process = header.process == nil ? "" : "[\(part(header.process))]"
            lines.append(fact("  app", part(header.app) + process, .app))
            mark("app", line, header.app, after: "", in: lines, &fields)
            mark("pid", line, header.process, after: part(header.app) + "[", in: lines, &fields)
            if header.messageID != nil { lines.append(fact("  msgid", part(header.messageID))) }
        }
    }

    /// Notes that the last line has a field of this text behind another one.
    private func mark(
        _ subject: BoxField.Subject, _ text: String, after before: String, in lines: [[StyledText]],
        _ fields: inout [BoxField]
    ) {
        let start = Self.labelColumns + ruler.width(before)
        fields.append(
            BoxField(subject: subject, line: lines.count - 1, columns: start..<start + max(1, ruler.width(text))))
    }

    /// The same for a part of the header, if it is given and its bytes are text that can be typed.
    private func mark(
        _ name: String, _ line: FeedLine, _ part: Range<Int>?, after before: String, in lines: [[StyledText]],
        _ fields: inout [BoxField]
    ) {
        guard let part else { return }
        let glyphs = ruler.sanitiser.glyphs(line.bytes.span.extracting(part), columns: 255)
        guard !glyphs.contains(where: \.isMarked) else { return }
        let text = glyphs.map(\.text).joined()
        mark(.term(FilterEdit.fieldTerm(name, text)), text, after: before, in: lines, &fields)
    }

    /// Columns of the words in front of the values.
    private static let labelColumns = 11

    /// The name of the peer, and who says so.
    private func name(_ name: PeerName) -> [StyledText] {
        let source =
            switch name.origin {
            case .file(let path): name.network.map { "\($0) in \(path)" } ?? path
            case .dns: "from DNS: whoever runs the address chooses it"
            }
        return [label("name"), name.styled, StyledText("   (\(source))", .dim)]
    }

    private func certificate(_ tls: TLSFacts) -> [StyledText] {
        if !tls.subject.isEmpty { return fact("client", tls.subject) }
        return fact("client", facts.asksForCertificates ? "no certificate" : "no certificate requested", .dim)
    }

    private func size(_ line: FeedLine) -> [StyledText] {
        let length = line.entry.length
        var spans = fact("bytes", NumberText.grouped(length))
        let isWhole = line.entry.end != nil
        // Without its end, a shorter message was cut to save memory, or the connection ended.
        let limit = facts.files == nil ? "at --max-message-size" : "a line is cut there"
        let cause = facts.files == nil ? "no end received" : "its end is missing"
        let words = isWhole ? "no" : length >= facts.maxMessageSize ? limit : cause
        spans += [StyledText("   truncated: ", .dim), StyledText(words, isWhole ? .plain : .severityWarning)]
        let isText = line.bytes.span.isUTF8
        return spans + [
            StyledText("   utf-8: ", .dim), StyledText(isText ? "ok" : "no", isText ? .plain : .severityWarning),
        ]
    }

    /// The handlers that receive the message, and their states.
    private func handlerLines(_ names: [String]?) -> [[StyledText]] {
        guard let names else { return [fact("outputs", "not known yet", .dim)] }
        guard !names.isEmpty else { return [fact("outputs", "not routed to any handler", .alarm)] }
        return names.enumerated().map { index, name in
            let line = fact(index == 0 ? "outputs" : "", name)
            guard let handler = account.handlers.first(where: { $0.name == name }) else { return line }
            let state = HandlerState(handler, isMuted: facts.heldHandlers.contains(name))
            let queued = handler.lines.queued > 0 ? ", \(NumberText.grouped(handler.lines.queued)) queued" : ""
            return line + [StyledText("  \(state.word)\(queued)", state.role)]
        }
    }

    private func label(_ text: String) -> StyledText {
        StyledText(text + String(repeating: " ", count: max(1, Self.labelColumns - text.count)), .dim)
    }

    private func fact(_ name: String, _ value: String, _ role: Role = .plain) -> [StyledText] {
        [label(name), StyledText(value, role)]
    }

    private func sanitised(_ bytes: Bytes) -> String {
        ruler.sanitiser.glyphs(bytes, columns: 255).reduce(into: "") { $0 += $1.text }
    }
}
