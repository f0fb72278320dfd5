// PeerFileWriter.swift: the thread that brings the lines of one outbox to a file for each peer.
import Synchronization

/// Drains an outbox into files whose names stand before the records.
final class PeerFileWriter: RunningWriter {
    /// What is the same for all files.
    struct Plan: Equatable, Sendable {
        var arguments: PeerFileArguments
        var format: PathFormat
        /// Absolute.
        var directory: String
        var permissions: UInt32
        var limits: PeerFiles.Limits
    }

    private let plan: Plan
    private let compressor: FileCompressor?
    private let outbox: Outbox
    private let mustReopen = Atomic<Bool>(false)

    /// After a batch of fewer bytes than this, the next one may grow for a moment; see `Writer`.
    private static let smallBatch = 32 << 10
    /// Seconds.
    private static let pause = 0.001

    init(_ plan: Plan, outbox: Outbox) {
        self.plan = plan
        self.outbox = outbox
        let zlib = plan.arguments.compresses ? Zlib.shared : nil
        compressor = zlib.map {
            FileCompressor(
                in: plan.directory, directoryPermissions: plan.arguments.directoryPermissions,
                permissions: plan.permissions, $0)
        }
    }

    func run(reporting reports: any WriterReports) {
        var files = PeerFiles(
            in: ConfinedDirectory(plan.directory, permissions: plan.arguments.directoryPermissions),
            permissions: plan.permissions, endsLines: plan.arguments.terminator.utf8.last == 0x0A, plan.limits,
            periods: FilePeriods(plan.format.times, compressor, patience: plan.limits.patience), outbox: outbox,
            reports: reports)
        var buffer = RecordBuffer()
        var mayCome = true
        while mayCome || !files.isEmpty {
            if let reason = outbox.closingReason { files.drop(reason) }
            if mayCome, files.hasRoom {
                mayCome = outbox.take(into: &buffer, until: files.nextDue)
            } else {
                outbox.pauseWriter(until: files.nextDue)
            }
            if mustReopen.exchange(false, ordering: .sequentiallyConsistent) { files.reopen() }
            let wasSmall = buffer.byteCount < Self.smallBatch && !buffer.isEmpty
            if !buffer.isEmpty {
                files.add(buffer, at: Instant.now)
                outbox.handOver(buffer)
                buffer.clear()
            }
            files.work(at: Instant.now, isEnding: !mayCome)
            for news in outbox.lossNews() { reports.lost(outbox, news) }
            if wasSmall, mayCome { outbox.pauseWriter(seconds: Self.pause) }
        }
        files.finish()
        for news in outbox.lossNews(isEnding: true) { reports.lost(outbox, news) }
    }

    func reopen() {
        mustReopen.store(true, ordering: .sequentiallyConsistent)
        outbox.callWriter()
    }
}
