// ViewServerRun.swift: the state of the server's thread, and its turns.

/// What the server's thread owns.
struct ViewServerRun: ~Copyable {
    var poller: Poller
    let listener: Listener
    let feed: LiveFeed
    let waker: Waker
    let source: ViewSource
    /// Whether lines are kept while nobody looks.
    let keepsHistory: Bool
    /// Tells viewers one start of the collector from another.
    let instance = String(UInt64.random(in: 1 ... .max), radix: 16)
    var viewers: [UInt64: Viewer] = [:]
    private var nextToken: UInt64 = 2
    var changes = CounterChanges()
    var linesWriter = LinesWriter()
    var lastReading = Instant(nanoseconds: 0)
    var nextReading = Instant(nanoseconds: 0)
    var nextRound = Instant(nanoseconds: 0)
    /// Lines have arrived, or a viewer can take more of those that are there.
    var isRoundDue = true
    /// When the listener is looked at again after there was no descriptor for a connection.
    private var acceptsAgain: Instant?
    var logRate = LogRate(lines: 30, inSeconds: 60)

    static let wakerToken: UInt64 = 0
    static let listenerToken: UInt64 = 1
    static let viewerLimit = 16
    /// Seconds after a reading before newcomers cause another one.
    private static let shortestReadingInterval = 0.2
    /// Connections that are accepted in a row, and seconds without any after one that could not be for want of a descriptor.
    private static let acceptedInARow = 64
    private static let acceptPause = 0.5
    /// Seconds in which a viewer has to say hello.
    private static let greetingTime = 5.0

    init(
        _ poller: consuming Poller, _ listener: Listener, _ feed: LiveFeed, _ waker: Waker, _ source: ViewSource,
        keepsHistory: Bool
    ) {
        self.poller = poller
        self.listener = listener
        self.feed = feed
        self.waker = waker
        self.source = source
        self.keepsHistory = keepsHistory
    }

    /// Waits for something, and does what is due.
    mutating func turn() {
        for index in 0..<poller.wait(timeout: Instant.now.milliseconds(until: nextMoment)) {
            let token = poller.token(at: index)
            switch token {
            case Self.wakerToken:
                waker.clear()
                isRoundDue = true
            case Self.listenerToken: acceptAll()
            default: if let viewer = viewers[token] { attend(to: viewer, token) }
            }
        }
        let now = Instant.now
        if let again = acceptsAgain, again <= now { listen() }
        closeSilent(at: now)
        if hasViewers, nextReading <= now { readCounters(at: now) }
        if isRoundDue, nextRound <= now { round(at: now) }
    }

    var hasViewers: Bool { viewers.values.contains(where: \.isAttached) }

    /// When there is something to do even if nothing happens.
    private var nextMoment: Instant {
        var moment = Instant.now.advanced(bySeconds: 60)
        if hasViewers { moment = min(moment, nextReading) }
        if isRoundDue { moment = min(moment, nextRound) }
        if let acceptsAgain { moment = min(moment, acceptsAgain) }
        for viewer in viewers.values {
            if case .greeting(let deadline) = viewer.phase { moment = min(moment, deadline) }
        }
        return moment
    }

    // MARK: Connections

    private mutating func acceptAll() {
        for _ in 0..<Self.acceptedInARow {
            do throws(Errno) {
                let accepted = try Sockets.accept(from: listener.socket)
                greet(accepted.takeSocket())
            } catch {
                guard error != .again else { return }
                // Other errors are those of one connection; without descriptors or memory, all others wait as well.
                if [.tooManyFiles, .tooManyFilesInSystem, .noBuffers, .noMemory].contains(error) {
                    try? poller.remove(listener.socket)
                    acceptsAgain = .now.advanced(bySeconds: Self.acceptPause)
                    return
                }
            }
        }
    }

    private mutating func listen() {
        do throws(Errno) {
            try poller.add(listener.socket, .readable, token: Self.listenerToken)
            acceptsAgain = nil
        } catch {
            acceptsAgain = .now.advanced(bySeconds: Self.acceptPause)
        }
    }

    private mutating func greet(_ socket: consuming OwnedDescriptor) {
        let process = Sockets.credentials(of: socket)
        let viewer = Viewer(
            socket, named: process.description, greetingUntil: .now.advanced(bySeconds: Self.greetingTime))
        guard viewers.count < Self.viewerLimit else {
            return refuse(viewer, "there are \(Self.viewerLimit) viewers already; close one of them, and try again")
        }
        let token = nextToken
        nextToken += 1
        do throws(Errno) {
            try poller.add(viewer.socket, .readable, token: token)
            viewers[token] = viewer
        } catch {
            log(.warning, "viewer \(viewer.name): \(error)")
        }
    }

    /// Says why a viewer is not served, if it listens, and closes its connection.
    private mutating func refuse(_ viewer: Viewer, _ reason: String) {
        log(.warning, "viewer refused: \(viewer.name): \(reason)")
        viewer.output.write(ViewAnswer(refusal: RefusalMessage(reason: reason)))
        try? viewer.flush()
    }

    private mutating func closeSilent(at now: Instant) {
        for (token, viewer) in viewers {
            if case .greeting(let deadline) = viewer.phase, deadline <= now {
                refuse(viewer, "it said nothing for \(Int(Self.greetingTime)) s")
                remove(token)
            }
        }
    }

    mutating func remove(_ token: UInt64) {
        guard let viewer = viewers.removeValue(forKey: token) else { return }
        try? poller.remove(viewer.socket)
        guard viewer.isAttached else { return }
        log(.info, "viewer left: \(viewer.name)")
        if !hasViewers {
            changes = CounterChanges()
            if !keepsHistory { feed.detach() }
        }
    }

    /// Reads what a viewer has sent, and sends what there is now room for.
    private mutating func attend(to viewer: Viewer, _ token: UInt64) {
        do throws(WireError) {
            guard let requests = try viewer.read() else { return remove(token) }
            for request in requests { try take(request, of: viewer) }
            isRoundDue = true
            serve(viewer, token)
        } catch {
            refuse(viewer, "it sent something that is not the protocol: \(error.reason)")
            remove(token)
        }
    }

    private mutating func take(_ request: ViewRequest, of viewer: Viewer) throws(WireError) {
        switch (request, viewer.phase) {
        case (.hello(let hello), .greeting): try welcome(viewer, hello)
        case (.hello, _): throw WireError(reason: "it said hello twice")
        case (_, .greeting): throw WireError(reason: "it did not say hello first")
        case (.credit(let credit), _): viewer.lines.grant(credit.bytes)
        case (.cut(let cut), _): viewer.lines.cut = try ViewerCut(cut)
        case (.handlers(let question), _): try viewer.ask(question)
        case (.unknown, _): break
        }
    }

    private mutating func welcome(_ viewer: Viewer, _ hello: HelloMessage) throws(WireError) {
        let version = ViewProtocol.version
        guard hello.oldestVersion...max(hello.oldestVersion, hello.newestVersion) ~= version else {
            throw WireError(
                reason: "version \(hello.newestVersion) of the protocol, while this collector speaks \(version)")
        }
        if !hasViewers, !keepsHistory { feed.attach() }
        let window = feed.window()
        let isKnown = hello.instance == instance
        let from = hello.from == 0 ? window.end : isKnown ? min(hello.from, window.end) : 1
        viewer.lines = LineProgress(from: from, countedFrom: isKnown && hello.from > 0 ? from : window.end)
        viewer.phase = .attached
        let welcome = WelcomeMessage(
            version: version, instance: instance, facts: source.facts, first: window.oldest, next: window.end)
        viewer.output.write(ViewAnswer(welcome: welcome))
        // Its counters come at once, unless they were read a moment ago.
        nextReading = min(nextReading, lastReading.advanced(bySeconds: Self.shortestReadingInterval))
        // Nothing of what it says of itself can look like another record.
        let program = String(decoding: hello.program.utf8.prefix(100).filter { 0x20...0x7E ~= $0 }, as: UTF8.self)
        log(.info, "viewer: \(viewer.name)\(program.isEmpty ? "" : " with \(program)")")
    }

    private mutating func log(_ level: Level, _ text: String) {
        guard let unsaid = logRate.maySay() else { return }
        source.log(level, unsaid == 0 ? text : "\(text) (\(unsaid) lines about viewers are not shown)")
    }
}
