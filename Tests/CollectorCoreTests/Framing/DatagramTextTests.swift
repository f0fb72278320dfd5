// DatagramTextTests.swift: a datagram is one message, whatever is in it.
import Testing

@testable import CollectorCore

@Suite("A datagram")
struct DatagramTextTests {
    /// The texts, cuts and skipped bytes of datagrams.
    private func batch(
        _ datagrams: [[UInt8]], limit: Int = 480, sent: Int? = nil
    ) -> (texts: [String], truncated: Int, skipped: Int) {
        var batch = FrameBatch()
        for datagram in datagrams {
            DatagramText.add(datagram.span, length: sent ?? datagram.count, limit: limit, to: &batch)
        }
        let nothing: [UInt8] = []
        var texts: [String] = []
        for index in batch.frames.indices {
            texts.append(batch.bytes(of: batch.frames[index], in: nothing.span).lossyText)
        }
        return (texts, batch.truncated, batch.skippedBytes)
    }

    @Test(
        "is one message without the end that streams need; line ends inside are escaped",
        arguments: [
            ("<13>hello", "<13>hello"), ("<13>hello\n", "<13>hello"), ("<13>hello\0", "<13>hello"),
            ("<13>hello\n\0", "<13>hello"), ("<13>hello\0\0", "<13>hello"), (" \t<13>hello \r\n", "<13>hello"),
            ("", ""), ("\0", ""), ("\n", ""), ("one\ntwo", "one#012two"), ("one\0two\n", "one#000two"),
            ("9 <13>a", "9 <13>a"), ("a\r\nb", "a#015#012b"),
        ])
    func text(datagram: String, expected: String) {
        let result = batch([Array(datagram.utf8)])
        #expect(result.texts == [expected] && result.truncated == 0 && result.skipped == 0)
    }

    @Test("is cut at the limit, and what is cut off is counted, also by the kernel")
    func cut() {
        let long = [UInt8](repeating: 0x78, count: 500)
        #expect(batch([long]).texts[0].utf8.count == 480)
        #expect(batch([long]).truncated == 1 && batch([long]).skipped == 20)
        let received = batch([long], limit: 1_000, sent: 700)
        #expect(received.texts[0].utf8.count == 500 && received.truncated == 1 && received.skipped == 200)
        #expect(batch([long, Array("b".utf8)], limit: 500).texts.count == 2)
    }
}
