// MailTests.swift: mails compared with those of smtplib and the email package.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A mail handler", .limited, .serialized)
struct MailTests {
    private func handler(_ port: Int, subject: String = "plain", _ more: String = "") -> String {
        """
        {"class": "logging.handlers.SMTPHandler", "formatter": "f", "mailhost": ["127.0.0.1", \(port)],
         "fromaddr": "Me, myself <me@example.com>", "toaddrs": ["a@example.com", "Bob <b@example.com>"],
         "subject": "\(subject)"\(more)}
        """.replacingOccurrences(of: "Me, myself", with: "Me")
    }

    @Test(
        "sends what CPython sends, decoded", arguments: ["plain", "Größe 😀 " + String(repeating: "lang ", count: 20)])
    func mails(subject: String) throws {
        let lines = ["one", "", ".", "..two", "é€😀", "a\rb", String(repeating: "é", count: 600)]
        let first = try Receiver("smtp", count: lines.count)
        let network = try NetworkCase(handler(first.port, subject: subject))
        try network.send(lines)
        #expect(network.drain().lines == Balance(accepted: lines.count, written: lines.count))
        let ours = try first.records()
        let second = try Receiver("smtp", count: lines.count)
        try NetworkCase.sendFromCPython(handler(second.port, subject: subject), lines.map { Array($0.utf8) })
        let python = try second.records()
        for (our, theirs) in zip(ours, python) {
            #expect(our.bytes == theirs.bytes)
            #expect(our.from == theirs.from)
            #expect(our.to == theirs.to)
            #expect(our.headers!.map { $0[0] } == theirs.headers!.map { $0[0] })
            let kept = ["From", "To", "Subject", "Content-Type"]
            #expect(our.headers!.filter { kept.contains($0[0]) } == theirs.headers!.filter { kept.contains($0[0]) })
            #expect(
                our.headers!.first { $0[0] == "Date" }![1].count == theirs.headers!.first { $0[0] == "Date" }![1].count)
        }
    }

    @Test("sends 100 kB, and bytes that are not UTF-8")
    func bodies() throws {
        let receiver = try Receiver("smtp", count: 2)
        let network = try NetworkCase(handler(receiver.port))
        let long = Array(String(repeating: "long é ", count: 14_000).utf8) + [0x21]
        try network.send([long, [0x41, 0xFF, 0xC3]])
        network.drain()
        let texts = try receiver.records().map { Array($0.bytes) }
        #expect(texts == [long, [0x41, 0xFF, 0xC3]].map { Array("INFO ".utf8) + $0 + [0x0A] })
    }

    @Test("logs in, with TLS if that is asked for", arguments: [false, true])
    func credentials(isSecure: Bool) throws {
        let receiver = try Receiver("smtp", count: 1, isSecure ? ["certificate": Certificates.path("both.pem")] : [:])
        let more = ", \"credentials\": [\"us\", \"pä\"]\(isSecure ? ", \"secure\": []" : "")"
        let network = try NetworkCase(handler(receiver.port, more))
        try network.send(["x"])
        network.drain()
        let mail = try receiver.records()[0]
        #expect(mail.login == ["us", "pä"])
        #expect(mail.tls == isSecure)
    }

    @Test("counts a mail that the server refuses, and goes on with the next")
    func refusal() throws {
        let receiver = try Receiver("smtp", count: 2, ["refuse": "SPAM"])
        let network = try NetworkCase(handler(receiver.port))
        try network.send(["a", "SPAM", "b"])
        #expect(network.drain().lines == Balance(accepted: 3, written: 2, dropped: [.refused: 1]))
        #expect(try receiver.records().map(\.text) == ["INFO a\n", "INFO b\n"])
    }

    @Test("refuses headers that would become two, and hosts that are none")
    func flaws() {
        #expect(throws: StartError.self) { try NetworkCase(handler(25, subject: "a\\nBcc: x@example.com")) }
        let http = "{\"class\": \"logging.handlers.HTTPHandler\", \"host\": \"http://h\", \"url\": \"/\"}"
        #expect(throws: StartError.self) { try NetworkCase(http) }
    }
}
