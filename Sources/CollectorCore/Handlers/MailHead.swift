// MailHead.swift: a mail around the text of a record, as CPython's SMTPHandler composes it.

/// What all mails of a handler have in common.
///
/// Source: CPython `Lib/logging/handlers.py`, `SMTPHandler.emit`; `Lib/email/contentmanager.py`, `set_text_content`.
struct MailHead: Sendable {
    /// The bare addresses of the envelope.
    let sender: String
    let recipients: [String]
    private let lines: String

    init(from: String, to: [String], subject: String) {
        sender = Self.addresses(in: from).first ?? from
        recipients = to.flatMap(Self.addresses)
        lines = "From: \(from)\r\nTo: \(to.joined(separator: ","))\r\nSubject: \(Self.encodedWords(subject))\r\n"
    }

    /// Appends the mail whose body is `text`.
    ///
    /// Lines end in CR LF, whatever ends them in the text. The encoding is CPython's if the lines are short; for lines
    /// beyond 998 bytes, which servers need not accept (RFC 5321 section 4.5.3.1.6), it is always base64. Undecodable
    /// bytes are unchanged.
    func append(mailOf text: Bytes, at time: WallTime, to mail: inout ByteBuffer) {
        var body = ByteBuffer()
        let longestLine = body.append(mailLines: text)
        var is7Bit = true
        var hasNUL = false
        for offset in 0..<text.count {
            if text[offset] >= 0x80 { is7Bit = false }
            if text[offset] == 0 { hasNUL = true }
        }
        let isEncoded = hasNUL || longestLine > 998
        mail.append(lines)
        mail.append("Date: ")
        mail.append(CivilTime(secondsSinceEpoch: time.seconds).text(format: "%a, %d %b %Y %H:%M:%S %z").span)
        mail.append("\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: ")
        mail.append(isEncoded ? "base64" : is7Bit ? "7bit" : "8bit")
        mail.append("\r\nMIME-Version: 1.0\r\n\r\n")
        if isEncoded {
            mail.append(base64Lines: body.bytes)
        } else {
            mail.append(body.bytes)
        }
    }

    /// The addresses of a header: `me@x`, or the part in angle brackets of `Me <me@x>`; separated by commas.
    private static func addresses(in header: String) -> [String] {
        var addresses: [String] = []
        var text = ""
        var bracketed: String?
        var isQuoted = false
        for character in header + "," {
            switch character {
            case "\"": isQuoted.toggle()
            case "<" where !isQuoted: text = ""
            case ">" where !isQuoted: bracketed = text
            case "," where !isQuoted:
                let address = (bracketed ?? text).filter { !$0.isWhitespace }
                if !address.isEmpty { addresses.append(address) }
                text = ""
                bracketed = nil
                continue
            default: break
            }
            if character != "<" { text.append(character) }
        }
        return addresses
    }

    /// A header's text: unchanged if it is ASCII, otherwise as encoded words of at most 75 bytes; RFC 2047 section 2.
    private static func encodedWords(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var words: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = UTF8.encode(scalar)!
            if words[words.count - 1].count + bytes.count > 45 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?b?\(Base64.text($0.span))?=" }.joined(separator: "\r\n ")
    }
}

extension ByteBuffer {
    /// Appends text as the lines of a mail; the result is the length of the longest, in bytes.
    fileprivate mutating func append(mailLines text: Bytes) -> Int {
        var start = 0
        var longest = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != 0x0A, text[end] != 0x0D { end += 1 }
            append(text.extracting(start..<end))
            append("\r\n")
            longest = max(longest, end - start)
            start = end + 1
            if start < text.count, text[end] == 0x0D, text[start] == 0x0A { start += 1 }
        }
        return longest
    }

    /// Appends base64 in lines of 76 bytes; RFC 2045 section 6.8.
    fileprivate mutating func append(base64Lines bytes: Bytes) {
        for start in stride(from: 0, to: bytes.count, by: 57) {
            append(Base64.text(bytes.extracting(start..<min(start + 57, bytes.count))))
            append("\r\n")
        }
    }
}
