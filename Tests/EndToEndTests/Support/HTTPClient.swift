// HTTPClient.swift: plain requests over one connection, well formed or not.
import Foundation
import TestSupport
import Testing

enum HTTPClient {
    /// What the server sends until it closes the connection.
    static func exchange(_ bytes: some Sequence<UInt8>, port: UInt16, from source: String = "127.0.0.1") throws
        -> String
    {
        let connection = try Sender(to: port, from: source)
        try connection.send(bytes)
        var answer = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(connection.descriptor, &buffer, buffer.count), count > 0 {
            answer.append(contentsOf: buffer.prefix(count))
        }
        return String(decoding: answer, as: UTF8.self)
    }

    /// The status, the head and the body of an answer.
    static func request(
        _ path: String, method: String = "GET", fields: String = "", port: UInt16
    ) throws -> (status: Int, head: String, body: String) {
        let text = try exchange(
            "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(fields)\r\n".utf8, port: port)
        guard let end = text.firstRange(of: "\r\n\r\n"), let status = text.split(separator: " ").dropFirst().first
        else {
            throw TimeOut(what: "an HTTP answer, not \(text)")
        }
        return (Int(status) ?? 0, String(text[..<end.lowerBound]), String(text[end.upperBound...]))
    }
}

extension Program {
    /// The port on which a collector says that it serves metrics.
    func metricsPort() throws -> UInt16 {
        let serving = /Serving metrics on http:\/\/127\.0\.0\.1:(\d+)\/metrics/
        try eventually("the port of metrics; \(errorText)") { outputText.contains(serving) }
        return try #require(outputText.firstMatch(of: serving).flatMap { UInt16($0.1) })
    }
}
