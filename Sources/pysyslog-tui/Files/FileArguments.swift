// FileArguments.swift: the options for looking at files instead of running a collector.
import ArgumentParser
import CollectorCommand
import CollectorCore

/// Options as they stand on the command line, not yet checked.
struct FileArguments: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Show log files, also .gz and .zst, and follow what they get; - for standard input. No collector runs.",
            valueName: "file"),
        completion: .file())
    var open: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "With --open: show each line when its time comes, n times as fast, from the oldest on.", valueName: "n"))
    var speed: Double?
}

extension FileArguments {
    private static let speeds = 0.01...1_000_000.0

    /// - Throws: for options that only make sense with `--open`.
    func checkWithoutOpen() throws(CommandError) {
        if speed != nil { throw CommandError(.usage, "--speed needs --open") }
    }

    /// - Throws: for a speed out of its range.
    func checkedSpeed() throws(CommandError) -> Double? {
        guard let speed else { return nil }
        guard Self.speeds.contains(speed) else {
            throw CommandError(.usage, "--speed \(speed) is out of range: it must be from 0.01 to 1000000")
        }
        return speed
    }

    /// Where what can be read only once is copied to: `TMPDIR`, or a folder that is on a disk.
    static var folder: String {
        let wanted = Environment["TMPDIR", default: ""]
        return wanted.isEmpty ? "/var/tmp" : wanted
    }
}
