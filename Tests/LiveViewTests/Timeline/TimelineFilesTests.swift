// TimelineFilesTests.swift: the timeline of files agrees with a plain recount, also while lines are still being found and read.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("The timeline of files")
struct TimelineFilesTests {
    /// 2024-02-29 14:00:00 UTC.
    private static let start: Int64 = 1_709_215_200

    /// A log of some pieces: some lines are out of order, some say no time, some are of severity err, some are objects.
    private static func log(_ generator: inout SeededGenerator, lines: Int) -> (text: String, times: [Int64?]) {
        var text = ""
        var times: [Int64?] = []
        var second = start
        for number in 0..<lines {
            if generator.chance(4) { second += Int64(generator.number(0...40)) }
            let late = generator.chance(1) ? Int64(generator.number(0...900)) : 0
            let isTimed = !generator.chance(generator.chance(10) ? 90 : 3)
            times.append(isTimed ? second - late : nil)
            let word = generator.pick(["up", "down", "left"])
            let filler = String(repeating: "x", count: generator.number(0...150))
            let clock = time(second - late)
            switch (isTimed, generator.number(0...9)) {
            case (false, _): text += "   at line \(number) \(word) \(filler)\n"
            case (true, 0):
                text +=
                    "{\"time\": \"\(clock)\", \"peer\": \"10.0.0.9\", \"severity\": \"\(generator.pick(["err", "info"]))\", "
                    + "\"message\": \"\(number) \(word)\"}\n"
            default:
                text +=
                    "<\(generator.number(0...191))>1 \(clock) web-\(number % 3) app - - - \(number) \(word) \(filler)\n"
            }
        }
        return (text, times)
    }

    private static func time(_ seconds: Int64) -> String {
        DisplayClock.full(WallTime(nanoseconds: seconds * 1_000_000_000), offset: 0).prefix(19)
            .replacing(" ", with: "T") + "Z"
    }

    private struct Run {
        let files: FilesUnderTest
        var scene: FilesScene
        var generator: SeededGenerator
        var times: [Int64?]
        var partSteps = 0
        var readSteps = 0

        init(_ generator: SeededGenerator) throws {
            var generator = generator
            let log = TimelineFilesTests.log(&generator, lines: 9_000)
            times = log.times
            files = try FilesUnderTest(log.text)
            files.find(pieces: 1)
            scene = FilesScene(files)
            self.generator = generator
            scene.type("H")
        }

        /// A picture without the work between two pictures, or after all of it.
        private mutating func timeline(afterWork: Bool, _ columns: Int) throws -> Timeline {
            if afterWork { _ = scene.arranged(columns, 40) }
            let viewport = Viewport(columns: columns, rows: 40, offset: 7_200)
            return try #require(scene.model.arrange(for: viewport, wallTime: scene.wall).timeline).timeline
        }

        private func recount(_ scale: TimeScale) -> [LineCount] {
            let stream = scene.model.tables.pager.stream
            var counts = [LineCount](repeating: LineCount(), count: scale.count + 2)
            let watched = scene.model.tables.watches.list
            stream.window.scan(from: 0) { entry, line in
                guard stream.range.contains(entry.sequence), entry.received != .unknown else { return true }
                let place = scale.place(at: entry.received.nanoseconds)
                if stream.index?.matcher.matches(entry, line) ?? true {
                    counts[place].lines += 1
                    if MessageHeader.severity(of: line).map({ $0 <= .error }) ?? false { counts[place].errors += 1 }
                }
                for (number, watch) in watched.enumerated() where watch.matcher.matches(entry, line) {
                    counts[place].watched[number] += 1
                }
                return true
            }
            return counts
        }

        private mutating func check(afterWork: Bool, _ name: String) throws {
            let columns = generator.number(60...180)
            let timeline = try timeline(afterWork: afterWork, columns)
            let plain = recount(timeline.scale)
            for (place, bucket) in timeline.buckets.enumerated() {
                let (count, all) = (bucket.count, plain[place])
                // What is not counted is said; what is counted is there.
                #expect(
                    count.untested > 0 || count.lines == all.lines && count.errors == all.errors, "\(name), \(place)")
                #expect(count.unwatched > 0 || count.watched == all.watched, "\(name), \(place)")
                #expect(count.lines <= all.lines && count.errors <= all.errors, "\(name), \(place)")
                let isShown = 1...timeline.scale.count ~= place
                #expect(!afterWork || count.untested == 0 && (count.unwatched == 0 || !isShown), "\(name), \(place)")
            }
            if timeline.buckets.contains(where: { $0.count.untested > 0 }) { partSteps += 1 }
            let window = scene.model.tables.pager.stream.window
            #expect(!afterWork || (timeline.countedShare == 1) == !window.isFilling, "\(name)")
            guard scene.model.state.clearedBefore == 0, scene.model.state.pausedAt == nil, window.isFilling else {
                return
            }
            for time in times.dropLast(window.count).compactMap({ $0 }) {
                let place = timeline.scale.place(at: time * 1_000_000_000)
                #expect(!timeline.buckets[place].isWhole, "\(name): lines before \(window.count) are not found yet")
            }
            readSteps += 1
        }

        private mutating func press() {
            switch generator.number(0...7) {
            case 0:
                scene.model.state.setFilter(generator.pick(["up", "!left", "web-1", "sev<=warn", "zebra", "10.0.0.9"]))
            case 1:
                scene.model.state.setFilter(
                    generator.pick(["time:2024-02-29T16:10..16:20", "up time:2024-02-29T16:30.."]))
            case 2: scene.model.state.setFilter("")
            case 3: scene.type("C")
            case 4: scene.type(" ")
            case 5:
                scene.model.state.saved = SavedFilters(
                    Array(generator.pick(["", "up:watch up\n", "left:watch left\nnine:watch 10.0.0.9\n"]).utf8))
            default: break
            }
        }

        /// With most lines not found, and a filter that has seen none.
        mutating func begin() throws {
            try check(afterWork: true, "at the start")
            scene.model.state.setFilter("up")
            try check(afterWork: false, "with a new filter")
        }

        mutating func end() throws {
            files.find(pieces: 100)
            scene.tick()
            try check(afterWork: true, "at the end")
        }

        mutating func step(_ name: String) throws {
            switch generator.number(0...3) {
            case 0: files.find(pieces: 1)
            case 1 where !files.window.isFilling:
                var second = times.compactMap { $0 }.max() ?? 0
                second += Int64(generator.number(0...3))
                try files.append("<11>1 \(TimelineFilesTests.time(second)) web-1 app - - - up again\nno time\n")
                times += [second, nil]
                files.step()
            default: break
            }
            press()
            scene.tick()
            try check(afterWork: false, name)
            if generator.chance(40) { try check(afterWork: true, name + ", after work") }
        }
    }

    @Test("equals a plain recount of what is found, or says that it is not counted yet, in every state")
    func recount() throws {
        var run = try Run(SeededGenerator(for: "timeline of files"))
        try run.begin()
        for step in 0..<60 { try run.step("seed \(SeededGenerator.seedOfRun), step \(step)") }
        try run.end()
        #expect(run.partSteps > 0 && run.readSteps > 0 && !run.files.window.isFilling)
    }

    @Test("reads few runs for a picture, and none of those whose lines are of one bucket")
    func reading() throws {
        var text = ""
        for number in 0..<16_000 {
            let second = Self.start + Int64(number / 40)
            text += "<13>1 \(Self.time(second)) web-1 app - - - line \(number) \(String(repeating: "x", count: 110))\n"
        }
        let files = try FilesUnderTest(text)
        try files.readAll()
        var scene = FilesScene(files)
        _ = scene.arranged(180, 40)
        scene.type("H")
        let viewport = Viewport(columns: 180, rows: 40, offset: 7_200)
        let first = try #require(scene.model.arrange(for: viewport, wallTime: scene.wall).timeline).timeline
        let blocks = try #require(scene.model.tables.timeline).count.blocks
        #expect(blocks.count >= 9)
        #expect(blocks.count { $0.unread == nil && $0.counts.count > 1 } == 4, "\(blocks.map(\.unread))")
        #expect(first.countedShare < 0.7 && first.countedShare > 0.3 && !first.isCounted)
        #expect(LiveScreen.render(scene.model.arrangement).text.contains(/max 120 in 3s  [3-6][0-9]%/))
        let last = try #require(scene.arranged(180, 40).timeline).timeline
        #expect(last.countedShare == 1 && last.isCounted && last.most == 120)
        #expect(last.buckets.reduce(0) { $0 + $1.count.lines } == 16_000)
    }
}
