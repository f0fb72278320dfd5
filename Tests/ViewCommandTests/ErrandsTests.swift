// ErrandsTests.swift: background work is done in order, and every result is reported.
import CollectorCore
import Foundation
import TestSupport
import Testing

import struct Synchronization.Atomic

@testable import pysyslog_tui

@Suite("Work aside")
struct ErrandsTests {
    private final class Account: Sendable {
        let done = Mutex<[Int]>([])
        let atOnce = Atomic<Int>(0)
        let most = Atomic<Int>(0)
    }

    @Test(
        "one piece after the other, in the order asked for, however long each takes", .limited,
        arguments: 0..<4)
    func order(round: Int) throws {
        let errands = Errands()
        let account = Account()
        var generator = SeededGenerator(for: "errands")
        for number in 0..<200 {
            let pause = number % 10 == 0 ? useconds_t(generator.number(0...2_000)) : 0
            try errands.add {
                let now = account.atOnce.add(1, ordering: .relaxed).newValue
                if now > 1 { account.most.store(now, ordering: .relaxed) }
                if pause > 0 { usleep(pause) }
                account.done.withLock { $0.append(number) }
                account.atOnce.subtract(1, ordering: .relaxed)
            }
            // The thread may have ended meanwhile.
            if number % 50 == 0 { usleep(3_000) }
        }
        errands.finish(within: 20)
        #expect(account.done.withLock { $0 } == Array(0..<200))
        #expect(account.most.load(ordering: .relaxed) == 0)
    }

    @Test("words that come before the screen looks are all told")
    func words() {
        var mail = ScreenThread.Mail()
        mail.say("saved 3 lines to a")
        mail.say("b is deleted")
        #expect(mail.hint == "saved 3 lines to a; b is deleted")
    }
}
