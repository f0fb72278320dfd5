// TimelineCountTests.swift: the timeline agrees with a plain recount, whatever happens to filter, view, ring and clocks.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Counts of the timeline")
struct TimelineCountTests {
    /// A view whose timeline is open, and everything that it ever received.
    private struct Run {
        var scene = Scene(capacity: 256 << 10)
        var generator: SeededGenerator
        /// Whether clocks jump.
        let isWild: Bool
        private var times: [Int64] = []
        var watchedLines = 0
        var wholeBuckets = 0
        var partBuckets = 0

        init(_ generator: SeededGenerator, isWild: Bool) {
            self.generator = generator
            self.isWild = isWild
            scene.type("H")
        }

        private static let watched = [
            "", "up:watch up\n", "up:watch up\nthree:watch 10.0.0.3\nsevere:watch,red sev<=warn\n",
            "none:watch zebra\nthree:watch 10.0.0.3\n", (1...9).map { "n\($0):watch \($0)\n" }.joined(),
        ]

        private mutating func receive() {
            for _ in 0..<generator.number(0...150) {
                let peer = generator.chance(2) ? generator.number(4...30) : generator.number(1...3)
                // The clock of the third one is late.
                var before = peer == 3 ? 7.5 : 0
                if isWild, generator.chance(3) { before += Double(generator.number(-40_000...40_000)) }
                if isWild, generator.chance(1) { before += Double(generator.number(-900_000_000...900_000_000)) }
                let line = "<\(generator.number(0...191))>\(generator.pick(["up", "down", "left"])) \(times.count)"
                scene.receive(line, from: "10.0.0.\(peer)", before: before)
                times.append(scene.wall.nanoseconds - Int64(before * 1e9))
            }
        }

        private mutating func live() {
            let step = generator.pick([0.003, 0.4, 3, 60, 900])
            scene.clock.advance(step)
            scene.wall.nanoseconds += Int64(step * 1e9)
            if isWild, generator.chance(5) {
                scene.wall.nanoseconds += Int64(generator.number(-9_000...9_000)) * 1_000_000_000
            }
            receive()
            scene.tick()
        }

        private mutating func press() {
            switch generator.number(0...10) {
            case 0:
                scene.type("f")
                scene.type(Key.control("u"))
                scene.type(
                    generator.pick(["up", "!down", "10.0.0.3", "sev<=warn", "time:14:00..14:30", "zebra", "age<5m", ""])
                )
                scene.type(.enter)
            case 1: scene.type("C")
            case 2: scene.type(" ")
            case 3: scene.type("T")
            case 4: scene.type(generator.pick(["[", "]", "a"]))
            case 5: scene.type("HH")
            case 6: scene.model.state.saved = SavedFilters(Array(generator.pick(Self.watched).utf8))
            default: break
            }
        }

        /// A filter that was typed has led to the stream.
        private mutating func focus() {
            for _ in 0..<2 where scene.model.state.focus != .timeline { scene.type(.tab) }
            #expect(scene.model.state.focus == .timeline)
        }

        private mutating func picture() -> Arrangement {
            let (columns, rows) = (generator.number(60...200), generator.number(16...50))
            _ = scene.arranged(columns, rows)
            return scene.arranged(columns, rows)
        }

        mutating func step(_ name: String) throws {
            live()
            press()
            let picture = picture()
            let timeline = try #require(picture.timeline?.timeline, "\(name)")
            check(timeline, picture, name)
            if generator.chance(50) { try mark(timeline, name) }
            if generator.chance(30) { jump(timeline, name) }
        }

        /// The place that has a time, found without the arithmetic of the scale.
        private func place(_ time: Int64, _ scale: TimeScale) -> Int {
            var places = 0..<scale.count + 2
            while places.count > 1 {
                let middle = (places.lowerBound + places.upperBound) / 2
                places =
                    scale.span(at: middle).lowerBound <= time ? middle..<places.upperBound : places.lowerBound..<middle
            }
            return places.lowerBound
        }

        /// Lines in view that the filter lets through, by places, the plain way.
        private func recount(_ scale: TimeScale) -> [[UInt64]] {
            let stream = scene.model.tables.pager.stream
            var lines = [[UInt64]](repeating: [], count: scale.count + 2)
            stream.window.scan(from: 0) { entry, line in
                if stream.range.contains(entry.sequence), stream.index?.matcher.matches(entry, line) ?? true {
                    lines[place(entry.received.nanoseconds, scale)].append(entry.sequence)
                }
                return true
            }
            return lines
        }

        /// Lines in view that the watched filters match, by places, the plain way.
        private func recountWatched(_ scale: TimeScale) -> [SIMD8<UInt32>] {
            let stream = scene.model.tables.pager.stream
            var counts = [SIMD8<UInt32>](repeating: SIMD8(), count: scale.count + 2)
            stream.window.scan(from: 0) { entry, line in
                guard stream.range.contains(entry.sequence) else { return true }
                for (number, watch) in scene.model.tables.watches.list.enumerated()
                where watch.matcher.matches(entry, line) {
                    counts[place(entry.received.nanoseconds, scale)][number] += 1
                }
                return true
            }
            return counts
        }

        private func isSevere(_ sequence: UInt64) -> Bool {
            (scene.model.tables.pager.line(sequence)?.bytes).map { MessageHeader.severity(of: $0.span) }
                .flatMap { $0 }.map { $0 <= .error } ?? false
        }

        private mutating func check(_ timeline: Timeline, _ picture: Arrangement, _ name: String) {
            let scale = timeline.scale
            let watched = recountWatched(scale)
            let plain = zip(recount(scale), watched).map { lines, watched in
                LineCount(lines: lines.count, errors: lines.count(where: isSevere), watched: watched)
            }
            watchedLines += watched.reduce(0) { $0 + Int($1.wrappedSum()) }
            #expect(timeline.buckets.map(\.count) == plain, "\(name)")
            #expect(plain.reduce(0) { $0 + $1.lines } == picture.counts.shown, "\(name)")
            #expect(timeline.most == plain[1...scale.count].map(\.lines).max(), "\(name)")
            // No bucket that a line is missing from is said to be whole.
            let stream = scene.model.tables.pager.stream
            for (index, time) in times.enumerated() where stream.range.contains(UInt64(index) + 1) {
                let position = stream.window.position(atOrAfter: UInt64(index) + 1)
                let isHeld = position < stream.window.count && stream.window.sequence(at: position) == UInt64(index) + 1
                if !isHeld, timeline.buckets[place(time, scale)].isWhole {
                    Issue.record("\(name): line \(index + 1) is missing from a bucket that is said to be whole")
                    break
                }
            }
            wholeBuckets += timeline.buckets.count { $0.isWhole && $0.count.lines > 0 }
            partBuckets += timeline.buckets.count { !$0.isWhole && $0.count.lines > 0 }
        }

        /// Two marks make a filter of just the lines between them.
        private mutating func mark(_ timeline: Timeline, _ name: String) throws {
            let before = scene.model.state.filter
            let places = (0..<2).map { _ in Int.random(in: timeline.places, using: &generator) }
            focus()
            for place in places {
                scene.model.state.moveCursor(to: place, timeline)
                scene.model.isStale = true
                scene.type("m")
            }
            let wanted = recount(timeline.scale)[places.min()!...places.max()!].joined().count
            guard !before.contains("age") else { return scene.type("a") }
            let sum = timeline.sum(places.min()!...places.max()!).count.lines
            let after = scene.model.state.filter
            _ = scene.arranged()
            let counts = scene.arranged().counts
            #expect(after.contains("time:"), "\(name)")
            #expect(counts.shown == sum && counts.shown == wanted, "\(name): \(before) became \(after)")
            scene.type("a")
            if !before.isEmpty, generator.chance(50) {
                scene.type("f")
                scene.type(before)
                scene.type(.enter)
            }
        }

        /// Enter selects the first line of the bucket.
        private mutating func jump(_ before: Timeline, _ name: String) {
            guard let timeline = picture().timeline?.timeline else { return }
            let place = Int.random(in: timeline.places, using: &generator)
            let first = recount(timeline.scale)[place].min()
            focus()
            scene.model.state.moveCursor(to: place, timeline)
            scene.model.isStale = true
            scene.type(.enter)
            #expect(first == nil || scene.model.state.selectedLine == first, "\(name)")
            #expect((scene.model.state.focus == .stream) == (first != nil), "\(name)")
        }
    }

    @Test("equal a plain recount in every state, and two marks let through just their sum", arguments: [false, true])
    func recount(isWild: Bool) throws {
        var run = Run(SeededGenerator(for: "timeline \(isWild)"), isWild: isWild)
        for step in 0..<100 { try run.step("seed \(SeededGenerator.seedOfRun), step \(step), wild \(isWild)") }
        #expect(run.scene.feed.window().evicted > 0 && run.partBuckets > 0)
        #expect(run.watchedLines > 0 && (isWild || run.wholeBuckets > 0))
    }

    @Test("a scale has as many buckets as there is room for, with the narrowest width, and keeps it while it fits")
    func scales() {
        var generator = SeededGenerator(for: "scales")
        for _ in 0..<2_000 {
            let start = Int64(generator.number(0...4_000_000_000)) * 1_000_000_000
            let length = Int64(generator.number(0...9_000_000)) << generator.number(0...38)
            let end = min(start + length, TimeGrid.limits.upperBound)
            let count = generator.number(20...400)
            let scale = TimeScale(start...end, count: count, shift: 7_200 * TimeSpan.second, before: nil)
            #expect(scale.count == count && scale.place(at: start) >= 1 && scale.place(at: end) == count)
            for place in [2, count / 2, count] {
                let span = scale.span(at: place)
                guard TimeGrid.limits.contains(span.lowerBound) else { continue }
                #expect(
                    scale.place(at: span.lowerBound) == place && span.upperBound - span.lowerBound == scale.grid.width)
            }
            for (time, place) in [(scale.start - 1, 0), (scale.end, count + 1)] where TimeGrid.limits.contains(time) {
                #expect(scale.place(at: time) == place)
            }
            let later = TimeScale(start...end, count: count, shift: 7_200 * TimeSpan.second, before: scale)
            #expect(later == scale)
        }
    }
}
