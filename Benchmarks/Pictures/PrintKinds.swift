// PrintKinds.swift: the kind of each line of standard input, for comparison with drain3 by kinds.py.
import CollectorCore
import LiveView

/// Writes the seconds that counting took, and in a second line a number for each line.
func printKinds() {
    var lines: [String] = []
    while let line = readLine() { lines.append("<13>Aug 29 14:03:21 host app: " + line) }
    let ring = StillCollector(lines: lines)
    // The first pass has the lines in the caches, and memory in the process.
    _ = KindGroups(ring.window())
    let groups = KindGroups(ring.window())
    print(groups.seconds)
    print(groups.numbers.map { "\($0)" }.joined(separator: " "))
}
