// RemoteRun.swift: the thread of a connection to a collector: it connects, reads, and connects again.

/// What the thread of a `RemoteCollector` owns.
struct RemoteRun: ~Copyable {
    private let collector: RemoteCollector
    /// The peers that are known, while parts of the counters come in.
    private var peers: [String: PeerSnapshot] = [:]
    /// Connections of senders, so that lines of one have one source.
    private var sources: [SourceMessage: FeedSource] = [:]
    /// The start of the collector that was seen last, and the next line wanted of it.
    private var instance = ""
    private var next: UInt64 = 0
    /// The number of the first line that came after the viewer had attached.
    private var historyEnd: UInt64?
    private var lostAt: WallTime?
    private var isFirstAttempt = true
    /// Attempts since there was a connection.
    private var attempts = 0

    /// Bytes of lines that may be under way.
    private static let credit: UInt64 = 2 << 20
    private static let sourceLimit = 4_096
    /// Seconds between two attempts: the first pause, and the longest.
    private static let shortestPause = 0.2
    private static let longestPause = 5.0
    /// Seconds in which a collector has to answer.
    private static let answerTime = 10.0

    init(_ collector: RemoteCollector) {
        self.collector = collector
        next = collector.wantsHistory ? 1 : 0
    }

    mutating func run() {
        while !collector.isStopping {
            do throws(AttachError) {
                var connection = try ViewConnection.open(collector.address, asksPasswords: isFirstAttempt)
                try serve(&connection)
            } catch {
                lose(error)
            }
            endFirstAttempt()
            pause()
            attempts += 1
        }
    }

    private mutating func endFirstAttempt() {
        if isFirstAttempt { collector.endFirstAttempt() }
        isFirstAttempt = false
    }

    private mutating func lose(_ error: AttachError) {
        let since = lostAt ?? .now
        lostAt = since
        let retry = Instant.now.advanced(bySeconds: pauseSeconds)
        collector.update { known in
            known.contact =
                error.isRefusal
                ? .refused(error.reason, retry: retry) : .away(since: since, retry: retry, reason: error.reason)
        }
    }

    private var pauseSeconds: Double {
        min(Self.longestPause, Self.shortestPause * Double(1 << min(attempts, 8)))
    }

    private func pause() {
        let deadline = Instant.now.advanced(bySeconds: pauseSeconds)
        while !collector.isStopping, Instant.now < deadline { collector.waker.sleep(until: deadline) }
    }

    // MARK: One connection

    /// Speaks with the collector until the connection ends.
    private mutating func serve(_ connection: inout ViewConnection) throws(AttachError) {
        connection.output.write(
            ViewRequest.Envelope(
                hello: HelloMessage(
                    oldestVersion: ViewProtocol.version, newestVersion: ViewProtocol.version, program: "pysyslog-tui",
                    instance: instance, from: next)))
        grant(Self.credit, connection: &connection)
        collector.wishes.withLock { wishes in
            (wishes.hasNewCut, wishes.hasNewQuestion) = (wishes.cut != nil, wishes.question != nil)
        }
        let begun = Instant.now
        var isWelcome = false
        while !collector.isStopping {
            if isWelcome { passOnWishes(&connection) }
            // What the collector said before it closed the connection is still read.
            var isBroken = false
            do throws(Errno) { try connection.flush() } catch { isBroken = true }
            let deadline = begun.advanced(bySeconds: isWelcome || isFirstAttempt ? 1e6 : Self.answerTime)
            guard isWelcome || Instant.now < deadline else { throw AttachError("the collector does not answer") }
            guard isBroken || connection.wait(or: collector.waker, until: deadline) else { continue }
            let isOpen = connection.read()
            while let (answer, size) = try connection.next() {
                isWelcome = try take(answer, ofSize: size, &connection) || isWelcome
            }
            guard isOpen, !isBroken else { throw Self.ended(isWelcome) }
        }
    }

    private static func ended(_ isWelcome: Bool) -> AttachError {
        AttachError(isWelcome ? "the collector has closed the connection" : "the connection was closed at once")
    }

    private func grant(_ bytes: UInt64, connection: inout ViewConnection) {
        connection.output.write(ViewRequest.Envelope(credit: CreditMessage(bytes: bytes)))
    }

    private func passOnWishes(_ connection: inout ViewConnection) {
        let wishes = collector.wishes.withLock { wishes in
            defer { (wishes.hasNewCut, wishes.hasNewQuestion) = (false, false) }
            return wishes
        }
        if wishes.hasNewCut {
            connection.output.write(ViewRequest.Envelope(cut: wishes.cut.map(CutMessage.init) ?? CutMessage()))
            collector.update { $0.isCut = wishes.cut != nil }
        }
        if wishes.hasNewQuestion, let line = wishes.question {
            connection.output.write(ViewRequest.Envelope(question: HandlersQuestion(line)))
        }
    }

    /// - Returns: whether it was the welcome.
    private mutating func take(
        _ answer: ViewAnswer, ofSize size: Int, _ connection: inout ViewConnection
    ) throws(AttachError) -> Bool {
        if let refusal = answer.refusal { throw AttachError(refusal.reason, isRefusal: true) }
        if let welcome = answer.welcome {
            take(welcome)
            return true
        }
        if let counters = answer.counters { take(counters) }
        if let notes = answer.notes {
            collector.update { known in known.notes = (known.notes + notes.notes).suffix(LiveFeed.noteLimit) }
        }
        if let handlers = answer.handlers { take(handlers) }
        if let lines = answer.lines {
            take(lines)
            grant(UInt64(size), connection: &connection)
        }
        return false
    }

    private mutating func take(_ welcome: WelcomeMessage) {
        let isRestarted = !instance.isEmpty && welcome.instance != instance
        instance = welcome.instance
        // Of one that was restarted all lines are new.
        if isRestarted || next == 0 { next = isRestarted ? 1 : welcome.next }
        peers = [:]
        lostAt = nil
        let historyEnd = isRestarted ? welcome.next : historyEnd ?? welcome.next
        self.historyEnd = next < historyEnd ? historyEnd : nil
        let hasHistory = next >= historyEnd
        attempts = 0
        collector.update { known in
            known.contact = .connected
            known.welcome = welcome
            known.notes = []
            known.isCut = false
            known.hasHistory = known.hasHistory || hasHistory
            if isRestarted { known.restarts += 1 }
        }
        endFirstAttempt()
    }

    private mutating func take(_ counters: CountersMessage) {
        if counters.startsAnew { peers = [:] }
        for peer in counters.peers { peers[peer.address] = peer }
        for address in counters.removed { peers[address] = nil }
        guard let totals = counters.totals else { return }
        let snapshot = totals.snapshot(of: Array(peers.values))
        collector.update { known in
            known.snapshot = snapshot
            known.heldHandlers = Set(totals.heldHandlers)
        }
    }

    private func take(_ answer: HandlersAnswer) {
        collector.wishes.withLock { wishes in
            guard wishes.question?.entry.sequence == answer.id else { return }
            wishes.answer = (answer.id, answer.names)
        }
        collector.update { _ in }
    }

    private mutating func take(_ lines: LinesMessage) {
        let sources = lines.sources.map { source($0) }
        var missing = lines.missing
        for batch in lines.batches {
            if batch.missing > 0 { noteGap(batch.missing) }
            missing &+= batch.missing
            guard batch.source < UInt64(sources.count) else { continue }
            collector.feed.append(
                batch.sizes, of: batch.text.span, end: batch.frameEnd, peer: sources[Int(batch.source)],
                at: batch.received)
        }
        if lines.missing > 0 { noteGap(lines.missing) }
        next = lines.next
        if let end = historyEnd, next >= end {
            historyEnd = nil
            collector.update { $0.hasHistory = true }
        }
        if missing > 0 { collector.update { $0.skipped &+= Int(clamping: missing) } }
    }

    /// Marks a place where lines are missing. Sums of what is noted do not overflow, whatever the collector says.
    private func noteGap(_ lines: UInt64) {
        collector.feed.noteGap(lines: Int(min(lines, 1 << 44)), collector: name)
    }

    private var name: String? { collector.collectorName }

    private mutating func source(_ message: SourceMessage) -> FeedSource {
        if let known = sources[message], known.collector == name { return known }
        if sources.count >= Self.sourceLimit { sources.removeAll(keepingCapacity: true) }
        let source = FeedSource(
            address: message.address, port: UInt16(clamping: message.port), tls: message.tls,
            listener: message.listener, collector: name)
        sources[message] = source
        return source
    }
}

extension HandlersQuestion {
    fileprivate init(_ line: FeedLine) {
        id = line.entry.sequence
        peer = line.entry.source.address
        // The priority has five bytes at most.
        head = Array(line.bytes.prefix(8))
    }
}

extension CutMessage {
    fileprivate init(_ cut: Cut) {
        networks = cut.networks
        severity = cut.worstSeverity.map { UInt64($0) + 1 } ?? 0
        listeners = cut.listeners
    }
}
