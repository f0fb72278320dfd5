// RolloverScheduleTests.swift: when files are rolled over, by tables in UTC and by CPython in many time zones.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A rollover schedule", .limited)
struct RolloverScheduleTests {
    static func schedule(
        _ when: RotationTime, interval: Double = 1, atTime: Int? = nil, isUTC: Bool = true, suffix: String? = nil
    ) -> RolloverSchedule {
        let file = FileArguments(
            filename: "x", mode: .append, encoding: .utf8, errors: .strict, delay: false, terminator: "\n")
        return RolloverSchedule(
            TimedRotatingFileArguments(
                file: file, when: when, interval: interval, backupCount: 0, isUTC: isUTC, atTime: atTime,
                suffix: suffix))
    }

    /// Wednesday, 2024-05-08 12:34:56 UTC.
    private static let wednesday: Int64 = 1_715_171_696
    private static let midnight: Int64 = 1_715_212_800

    private static let dueTimes: [(RolloverSchedule, Double)] = [
        (schedule(.seconds, interval: 1.5), 1.5),
        (schedule(.minutes, interval: 2), 120),
        (schedule(.hours), 3_600),
        (schedule(.days, interval: 3), 259_200),
        // The interval is ignored, and if the end of the day is over, it is that of tomorrow.
        (schedule(.midnight, interval: 3), 41_104),
        (schedule(.midnight, atTime: 46_800), 1_504),
        (schedule(.midnight, atTime: 43_200), 84_304),
        // W2 rolls over at the midnight that ends Wednesday.
        (schedule(.weekday(2)), 41_104),
        (schedule(.weekday(3)), 127_504),
        (schedule(.weekday(1)), 559_504),
        (schedule(.weekday(2), atTime: 0), 559_504),
    ]

    @Test("is due when its time has passed, or the clock shows it", arguments: dueTimes)
    func next(schedule: RolloverSchedule, after seconds: Double) {
        #expect(schedule.next(after: Self.wednesday) == Double(Self.wednesday) + seconds)
    }

    @Test("follows a rollover on the second with the next day, not with the same moment")
    func onTheSecond() {
        let schedule = Self.schedule(.midnight, atTime: 0)
        #expect(schedule.next(after: Self.midnight) == Double(Self.midnight))
        #expect(schedule.following(rolloverAt: Self.midnight) == Double(Self.midnight + 86_400))
    }

    @Test("always moves on, however small the interval", arguments: [1e-300, 1e-9, 0.3, 1e300])
    func smallIntervals(interval: Double) {
        #expect(Self.schedule(.seconds, interval: interval).following(rolloverAt: 1_700_000_000) > 1_700_000_000)
    }

    private static let suffixes: [(RolloverSchedule, String)] = [
        (schedule(.seconds), "2024-05-08_12-34-55"),
        (schedule(.minutes), "2024-05-08_12-33"),
        (schedule(.hours), "2024-05-08_11"),
        (schedule(.days), "2024-05-07"),
        (schedule(.midnight), "2024-05-07"),
        // The whole interval is subtracted, even if it is ignored for the rollover.
        (schedule(.midnight, interval: 2), "2024-05-06"),
        (schedule(.weekday(2)), "2024-05-01"),
        (schedule(.hours, suffix: "%d!"), "08!"),
    ]

    @Test("names a file for the beginning of its time", arguments: suffixes)
    func suffix(schedule: RolloverSchedule, expected: String) {
        let due = Double(Self.wednesday)
        #expect(schedule.suffix(ofFileDue: due, finishedAt: Self.wednesday) == expected)
    }

    @Test(
        "agrees with CPython in time zones with and without daylight saving",
        arguments: [
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu",
            "Europe/Dublin", "Africa/Casablanca", "Pacific/Apia",
        ]
    )
    func agreesWithPython(zone: String) async {
        let seed = SeededGenerator.seedOfRun
        // The time zone belongs to the process, so this runs in a separate one.
        await #expect(processExitsWith: .success) { [zone = zone as String, seed = seed as UInt64] in
            unsafe setenv("TZ", zone, 1)
            tzset()
            try RolloverOracle.compare(seed: seed, zone: zone)
        }
    }
}

/// Random schedules, asked here and of CPython.
private enum RolloverOracle {
    struct Case: Codable {
        var when: String
        var interval: Int
        var utc: Bool
        var atTime: Int?
        var time: Int64
        var later: Int64
    }

    struct Answer: Codable {
        var next: Double
        var following: Double
        var suffix: String
    }

    private static func kind(_ when: String) -> RotationTime {
        switch when {
        case "S": .seconds
        case "M": .minutes
        case "H": .hours
        case "D": .days
        case "MIDNIGHT": .midnight
        default: .weekday(Int(when.dropFirst()) ?? 0)
        }
    }

    private static func randomCase(_ random: inout SeededGenerator) -> Case {
        let time = Int64.random(in: 946_684_800..<2_000_000_000, using: &random)
        // Now and then exactly on the hour, where midnights and changes of clocks are.
        let moment = random.chance(30) ? time / 3_600 * 3_600 : time
        let whens = ["S", "M", "H", "D", "MIDNIGHT", "MIDNIGHT", "W0", "W1", "W2", "W3", "W4", "W5", "W6"]
        return Case(
            when: random.pick(whens), interval: random.pick([1, 1, 1, 2, 7, 100]), utc: random.chance(20),
            atTime: random.chance(30) ? Int.random(in: 0..<86_400, using: &random) : nil, time: moment,
            later: Int64.random(in: 0..<1_000_000, using: &random))
    }

    static func compare(seed: UInt64, zone: String) throws {
        var random = SeededGenerator(state: seed)
        let cases = (0..<3_000).map { _ in randomCase(&random) }
        let answers = try PythonOracle.answers(of: "rollover_oracle.py", to: cases, as: Answer.self)
        try #require(answers.count == cases.count)
        for (one, answer) in zip(cases, answers) {
            let schedule = RolloverScheduleTests.schedule(
                kind(one.when), interval: Double(one.interval), atTime: one.atTime, isUTC: one.utc)
            let due = schedule.next(after: one.time)
            let rolled = max(Int64(due), one.time) + one.later
            let own = Answer(
                next: due, following: schedule.following(rolloverAt: rolled),
                suffix: schedule.suffix(ofFileDue: due, finishedAt: rolled))
            let same = own.next == answer.next && own.following == answer.following && own.suffix == answer.suffix
            #expect(same, "seed \(seed), \(zone), \(one): \(own) instead of \(answer)")
        }
    }
}
