// main.swift: the cost of a picture with few and with many known peers; of filters, kinds, watches and the timeline over a
// full ring.
//
// Fails if a picture or a key takes more than twice as long with 10,000 known peers as with 50, if 64 MiB of lines are not
// put into kinds within a second, if 8 watches take more than a fifth of a core at 100,000 lines a second, or if a timeline
// of 64 MiB of short lines is not counted within 5 ms. With the path of a file, that is measured instead (Benchmarks/files.py).
import CollectorCore
import Glibc
import LiveView

/// The time of `body`, in microseconds: the least of several rounds, each of `count` calls.
func microseconds(_ count: Int, _ body: () -> Void) -> Double {
    (0..<7).map { _ in
        let start = Instant.now
        for _ in 0..<count { body() }
        return Double(Instant.now.nanoseconds - start.nanoseconds) / Double(count) / 1_000
    }.min() ?? 0
}

/// The processor time of `body`, in microseconds, whatever else runs: the least of several rounds.
func processorMicroseconds(_ body: () -> Void) -> Double {
    (0..<7).map { _ in
        let start = Glibc.clock()
        body()
        // POSIX has it count microseconds.
        return Double(Glibc.clock() - start)
    }.min() ?? 0
}

func text(_ value: Double) -> String { "\(Double(Int(value * 10)) / 10)" }

/// A view with many known peers, after two minutes.
func view(of peers: Int) -> LiveModel {
    let collector = StillCollector(peers: peers)
    var now = Instant.now
    var model = LiveModel(collector, ViewSettings(), clock: { now })
    for second in 0..<120 {
        now = now.advanced(bySeconds: 1)
        collector.count(second)
        model.tick(events: [])
    }
    return model
}

/// Measures with 50 peers and with 10,000.
///
/// - Returns: whether the second takes at most twice the time of the first.
func compare(_ name: String, _ keys: [Key], _ viewport: Viewport, _ body: (inout LiveModel) -> Void) -> Bool {
    let times = [50, 10_000].map { peers in
        var model = view(of: peers)
        _ = model.arrange(for: viewport)
        for key in keys { _ = model.handle(key) }
        return microseconds(50) { body(&model) }
    }
    let ratio = times[1] / times[0]
    print("\(name): \(text(times[0])) µs with 50 peers, \(text(times[1])) µs with 10,000: \(text(ratio)) times")
    return ratio <= 2
}

// With `--kinds` only the kinds of the lines of standard input.
if CommandLine.arguments.dropFirst() == ["--kinds"] {
    printKinds()
    exit(0)
}

let wide = Viewport(columns: 140, rows: 48)
if let path = CommandLine.arguments.dropFirst().first { exit(try measure(file: path) ? 0 : 1) }
let zoomed: [Key] = [.tab, .character("z")]
let search: [Key] = "//GET|POST/".map(Key.character) + [.enter]
let comparisons = [
    compare("a picture", [], wide) { _ = LiveScreen.render($0.arrange(for: wide)) },
    compare("a picture of 40 peers", zoomed, wide) { _ = LiveScreen.render($0.arrange(for: wide)) },
    compare("a picture with a search", search, wide) { _ = LiveScreen.render($0.arrange(for: wide)) },
    compare("a picture with a filter by peer", [.character("i")], wide) {
        _ = LiveScreen.render($0.arrange(for: wide))
    },
    compare("a key", zoomed, wide) { model in
        _ = model.handle(.down)
        _ = model.handle(.up)
    },
]

let ring = StillCollector(fullRing: 64 << 20)
let objects = StillCollector(fullRing: 64 << 20, of: StillCollector.objectLine)
let filters = ["zebra", "Zebra", "/z[e]bra [0-9]+/", "sev<=err zebra", "host:web-7"].map { ($0, ring, "") }
let fieldFilters =
    ["field:rt=0.012", "field:uct>0"].map { ($0, ring, "") }
    + ["field:animal=zebra", "field:status>=500", "field:request.id", "field:absent"].map { ($0, objects, " of JSON") }
for (filter, ring, sort) in filters + fieldFilters {
    var settings = ViewSettings()
    settings.filter = filter
    let time = microseconds(1) {
        var model = LiveModel(ring, settings)
        while model.work(until: { false }) {}
    }
    print("filter \(filter) over \(ring.window().count) lines\(sort): \(text(time / 1_000)) ms")
}
let array = StillCollector(fullRing: 1 << 20) { _ in "<14>{\"a\":[" + String(repeating: "1,", count: 4_000) + "1]}" }
var opened = LiveModel(array, ViewSettings())
_ = opened.arrange(for: wide)
_ = opened.handle(.enter)
let pictureTime = microseconds(5) { _ = LiveScreen.render(opened.arrange(for: wide)) }
print("a picture of a message with 4,000 fields: \(text(pictureTime / 1_000)) ms")
let rings = [("one kind", ring), ("mixed", StillCollector(fullRing: 64 << 20, of: StillCollector.mixedLine))]
let grouping = rings.map { name, ring in
    let time = microseconds(1) {
        var model = LiveModel(ring, ViewSettings())
        _ = model.handle(.character("P"))
        while model.work(until: { false }) {}
    }
    print("kinds of \(ring.window().count) lines, \(name): \(text(time / 1_000)) ms")
    return time <= 1_000_000
}
let watches = [
    "one zebra", "two \"out of memory\"", "three /failed|refused [0-9]/i", "four sev<=err", "five host:web-7",
    "six app:sshd sev<=warn", "seven peer:10.9.0.0/16", "eight segfault",
].map { $0.replacing(" ", with: ":watch ", maxReplacements: 1) + "\n" }
let watching = rings.map { name, ring in
    var settings = ViewSettings()
    settings.saved = SavedFilters(Array(watches.joined().utf8))
    let time = processorMicroseconds {
        var model = LiveModel(ring, settings)
        while model.work(until: { false }) {}
    }
    let each = time * 1_000 / Double(ring.window().count)
    print("8 watches, \(name): \(text(each)) ns a line, \(text(each / 100)) % of a core at 100,000 lines/s")
    return each <= 2_000
}

/// The time of a picture whose timeline has other buckets than the one before, and of one that has the same, in microseconds.
func timeline(of ring: StillCollector, filter: String, isOpen: Bool) -> (anew: Double, again: Double) {
    var settings = ViewSettings()
    settings.filter = filter
    var model = LiveModel(ring, settings)
    if isOpen { _ = model.handle(.character("H")) }
    while model.work(until: { false }) {}
    let other = Viewport(columns: 90, rows: 48)
    let anew = microseconds(2) {
        _ = model.arrange(for: wide)
        _ = model.arrange(for: other)
    }
    return (anew / 2, microseconds(10) { _ = model.arrange(for: other) })
}

// Each of these lines arrives alone.
let short = StillCollector(fullRing: 64 << 20) { "<\($0 % 192)>\($0 % 1_000)" }
let counting = ["", "9"].map { filter in
    let (with, without) = (
        timeline(of: short, filter: filter, isOpen: true), timeline(of: short, filter: filter, isOpen: false)
    )
    print(
        "timeline of \(short.window().count) lines\(filter.isEmpty ? "" : ", filtered"): counted anew in "
            + "\(text((with.anew - without.anew) / 1_000)) ms, then \(text(with.again - without.again)) µs a picture")
    return with.anew - without.anew <= 5_000
}
exit([comparisons, grouping, watching, counting].contains { $0.contains(false) } ? 1 : 0)
