// OutputPaceTests.swift: a slow terminal gets as many pictures as it can show soon, a fast one all of them.
import CollectorCore
import Testing

@testable import pysyslog_tui

@Suite("The pace of pictures")
struct OutputPaceTests {
    /// A terminal behind the buffers of a pty, and a view that draws 1,500 bytes every 100 ms if it may.
    private struct SlowTerminal {
        /// Bytes that the terminal reads in a second.
        var speed: Double
        private var pace = OutputPace()
        private var now = Instant(nanoseconds: 1_000_000_000)
        /// Bytes of a picture that have found no room.
        private var pending = 0
        /// Bytes in the queue of the pty, and in front of the terminal, where they are put when almost none is left there.
        private var queued = 0.0
        private var readable = 0.0
        private var isFull = false
        /// Seconds until the terminal has shown what was written before each picture.
        private var lags: [Double] = []

        init(speed: Double) {
            self.speed = speed
        }

        /// As measured on Linux, where a pty holds 21 kB.
        private static let capacity = 17_000.0
        private static let refill = 4_000.0
        private static let picture = 1_500

        var isPaced: Bool { pace.speed != nil }
        private var hasRoom: Bool { queued < Self.capacity }

        /// - Returns: the lags of the pictures drawn in that time.
        mutating func run(seconds: Int) -> [Double] {
            lags = []
            for slot in 0..<seconds * 100 {
                now = now.advanced(bySeconds: 0.01)
                read()
                guard slot % 10 == 0 else { continue }
                if isFull, hasRoom {
                    isFull = false
                    pace.noteRoom(at: now)
                    write()
                }
                guard pending == 0, now >= pace.nextPicture else { continue }
                guard hasRoom else {
                    isFull = true
                    continue
                }
                lags.append(speed > 0 ? (queued + readable) / speed : .infinity)
                pending = Self.picture
                write()
            }
            return lags
        }

        private mutating func read() {
            var wanted = speed / 100
            while wanted > 0, readable + queued > 0 {
                let count = min(wanted, readable)
                readable -= count
                wanted -= count
                guard readable < 128 else { break }
                let moved = min(queued, Self.refill - readable)
                queued -= moved
                readable += moved
            }
        }

        private mutating func write() {
            // The queue takes a whole piece of 512 bytes where it has any room.
            while pending > 0, hasRoom {
                let count = min(pending, 512)
                queued += Double(count)
                pending -= count
                pace.add(count, at: now)
            }
            isFull = pending > 0
        }
    }

    @Test("behind a slow terminal, the backlog is short after the time of measuring", arguments: [500.0, 1_000, 4_000])
    func slow(speed: Double) {
        var terminal = SlowTerminal(speed: speed)
        // Until the buffer is full, measured and read.
        let before = terminal.run(seconds: Int(35_000 / speed))
        #expect(before.max() ?? 0 > 15_000 / speed, "the buffer was full")
        let lags = terminal.run(seconds: 30)
        #expect(lags.max() ?? 0 <= 0.3, "\(lags)")
        #expect(Double(lags.count) * 1_500 >= 0.5 * speed * 30, "\(lags.count) pictures")
    }

    @Test("a terminal that keeps up gets every picture")
    func fast() {
        var terminal = SlowTerminal(speed: 20_000)
        #expect(terminal.run(seconds: 100).count == 1_000 && !terminal.isPaced)
    }

    @Test("a terminal that stops for a while, and then reads everything, gets every picture again")
    func stopped() {
        var terminal = SlowTerminal(speed: 1_000_000)
        _ = terminal.run(seconds: 1)
        terminal.speed = 0
        #expect(terminal.run(seconds: 30).count < 20)
        terminal.speed = 1_000_000
        _ = terminal.run(seconds: 1)
        #expect(terminal.run(seconds: 10).count == 100 && !terminal.isPaced)
    }

    @Test("a terminal that has become faster gets every picture again when the measured speed is a minute old")
    func faster() {
        var terminal = SlowTerminal(speed: 1_000)
        _ = terminal.run(seconds: 40)
        #expect(terminal.isPaced)
        terminal.speed = 1_000_000
        _ = terminal.run(seconds: 60)
        #expect(terminal.run(seconds: 10).count == 100)
    }

    @Test("a terminal that has become slower is measured again")
    func slower() {
        var terminal = SlowTerminal(speed: 8_000)
        _ = terminal.run(seconds: 8)
        #expect(terminal.isPaced)
        terminal.speed = 1_000
        _ = terminal.run(seconds: 42)
        #expect(terminal.run(seconds: 5).allSatisfy { $0 <= 0.3 })
    }
}
