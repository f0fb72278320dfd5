// MailboxTests.swift: what many threads want of one arrives, and once.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A mailbox")
struct MailboxTests {
    private struct Mail: Sendable {
        var letters: [Int] = []
        var isEnding = false
    }

    private final class Post: Sendable {
        let mailbox: Mailbox<Mail>
        init() throws { mailbox = try Mailbox(Mail()) }
    }

    @Test("gives every letter of every thread once, and keeps what is to stay", .limited)
    func everyLetter() throws {
        let post = try Post()
        let threads = try (0..<4).map { number in
            try Thread(named: "writer") {
                for letter in 0..<1_000 { post.mailbox.post { $0.letters.append(number * 1_000 + letter) } }
            }
        }
        var read: [Int] = []
        while read.count < 4_000 {
            post.mailbox.waker.sleep()
            read += post.mailbox.take { $0.letters = [] }.letters
        }
        for thread in threads { thread.join() }
        #expect(read.sorted() == Array(0..<4_000))
        post.mailbox.post { $0.isEnding = true }
        for _ in 0..<2 { #expect(post.mailbox.take { $0.letters = [] }.isEnding) }
    }
}
