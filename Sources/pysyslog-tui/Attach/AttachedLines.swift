// AttachedLines.swift: lines of collectors that run elsewhere, to standard output as they come.
import CollectorCommand
import CollectorCore
import Glibc
import LiveView

/// Writes lines until a signal ends it, or the reader of standard output leaves.
struct AttachedLines {
    private let addresses: [ViewAddress]
    private let view: ViewOptions
    private let history: Int
    private let form: LineForm

    /// Bytes that are written at a time.
    private static let pieceSize = 256 << 10

    /// - Parameter history: how many lines of those that the collectors hold come first.
    init(_ addresses: [ViewAddress], _ view: ViewOptions, output: LineOutput, history: Int) {
        self.addresses = addresses
        self.view = view
        self.history = history
        form = LineForm(output, isTerminal: isatty(STDOUT_FILENO) == 1)
    }

    func run() throws(CommandError) -> ExitStatus {
        ignoreFailedWrites()
        let watched: AttachedCollectors
        let waker: Waker
        do throws(Errno) {
            watched = try AttachedCollectors(addresses, memory: view.memory, wantsHistory: history > 0)
            waker = try Waker()
            try forwardSignals([SIGTERM, SIGINT, SIGHUP]) { _ in watched.end() }
        } catch {
            throw CommandError(.failed, "cannot start: \(error)")
        }
        var progress = Progress(watched, filter: view.filter, NameFiles(first: view.names))
        // Lines that the filter needs are enough: nobody can change it.
        watched.wish(progress.cut)
        try watched.open()
        progress.begin()
        let isBroken = copy(watched, &progress, waker)
        let skipped = progress.skipped + watched.remotes.reduce(0) { $0 + $1.known.skipped }
        watched.close()
        if skipped > 0 {
            let count = NumberText.count(skipped, "line")
            StandardError.write("pysyslog-tui: skipped \(count): the output, or the way to it, was too slow\n")
        }
        if isBroken { endByBrokenPipe() }
        return .done
    }

    /// - Returns: whether standard output has lost its reader.
    private func copy(_ watched: AttachedCollectors, _ progress: inout Progress, _ waker: Waker) -> Bool {
        var piece: [UInt8] = []
        while !watched.isEnding {
            watched.arm(waker)
            progress.tellContacts()
            let hasMore: Bool
            if progress.isHistoryDue {
                progress.takeHistory(last: history, form, &piece)
                hasMore = true
            } else {
                hasMore = progress.take(until: Self.pieceSize, form, &piece)
            }
            guard write(piece, unless: { watched.isEnding }) else { return true }
            piece.removeAll(keepingCapacity: true)
            watched.prepare()
            if !hasMore { waker.sleep(until: .now.advanced(bySeconds: 1)) }
        }
        return false
    }

    /// Writes a piece; a reader that takes nothing does not keep the program from ending.
    ///
    /// - Returns: whether there is a reader.
    private func write(_ piece: [UInt8], unless isEnding: () -> Bool) -> Bool {
        var sent = 0
        while sent < piece.count, !isEnding() {
            var entry = pollfd(fd: STDOUT_FILENO, events: CShort(POLLOUT), revents: 0)
            guard unsafe poll(&entry, 1, 200) > 0 else { continue }
            // For so many bytes poll(2) promises room; pipe(7), PIPE_BUF.
            let end = min(piece.count, sent + 4_096)
            let count = unsafe piece[sent..<end].withUnsafeBytes {
                unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            if count < 0, errno != EINTR, errno != EAGAIN { return false }
            sent += max(0, count)
        }
        return true
    }
}

// MARK: - Which lines

extension AttachedLines {
    /// How far the lines have been written.
    private struct Progress {
        private let watched: AttachedCollectors
        private let filter: FilterNode?
        private var matcher: FilterMatcher?
        private var matcherMade = Instant.now
        private let nameFiles: NameFiles
        private var names = PeerNames()
        private var namesRead = Instant(nanoseconds: 0)
        /// The number of the next line; `nil` until the history has come.
        private var next: UInt64?
        /// Lines that were evicted before they could be written.
        private(set) var skipped = 0
        private var contacts: [Contact] = []

        init(_ watched: AttachedCollectors, filter text: String, _ nameFiles: NameFiles) {
            self.watched = watched
            self.nameFiles = nameFiles
            // It was checked with the options.
            filter = text.isEmpty ? nil : try? FilterParser.parse(text)
        }

        /// What collectors need not send is left out.
        var cut: Cut? { filter?.cut() }

        /// The collectors are there.
        mutating func begin() { contacts = watched.remotes.map(\.known.contact) }

        /// Whether everything that the collectors held has come, and is not written.
        var isHistoryDue: Bool {
            next == nil && watched.remotes.allSatisfy { $0.known.hasHistory || $0.known.contact != .connected }
        }

        /// The last `limit` lines that the filter lets through.
        mutating func takeHistory(last limit: Int, _ form: LineForm, _ piece: inout [UInt8]) {
            let window = watched.window()
            next = window.end
            makeMatcher()
            var positions: [Int] = []
            var position = window.count - 1
            window.scan(from: position, backward: true) { entry, line in
                guard positions.count < limit else { return false }
                if matcher?.matches(entry, line) ?? true { positions.append(position) }
                position -= 1
                return true
            }
            for position in positions.reversed() {
                window.withLine(at: position) { form.append($0, $1, to: &piece) }
            }
        }

        /// Lines that came after those before, until `piece` has `size` bytes.
        ///
        /// - Returns: whether there are more.
        mutating func take(until size: Int, _ form: LineForm, _ piece: inout [UInt8]) -> Bool {
            guard var next else { return false }
            makeMatcher()
            let window = watched.window()
            var skipped = 0
            window.scan(from: window.position(atOrAfter: next)) { entry, line in
                skipped += Int(entry.sequence - next)
                next = entry.sequence + 1
                if matcher?.matches(entry, line) ?? true { form.append(entry, line, to: &piece) }
                return piece.count < size
            }
            self.skipped += skipped
            self.next = next
            return next < window.end
        }

        /// Ages in a filter are counted back from now, and who is silent changes.
        private mutating func makeMatcher() {
            guard let filter else { return }
            let now = Instant.now
            readNames(at: now)
            if let matcher, !matcher.dependsOnTime || now < matcherMade.advanced(bySeconds: 1) { return }
            let context = FilterContext(
                now: .now, silences: Silences(watched.snapshot(), watched.facts), names: names,
                offset: Environment.secondsEastOfUTC(at: .now))
            matcher = try? FilterMatcher(filter, context)
            matcherMade = now
        }

        /// Looks from time to time whether addresses have other names now.
        private mutating func readNames(at now: Instant) {
            guard now >= namesRead.advanced(bySeconds: NameFiles.interval) else { return }
            namesRead = now
            guard let content = nameFiles.read() else { return }
            names = content.names
            matcher = nil
            for problem in content.problems { StandardError.write("pysyslog-tui: \(problem)\n") }
        }

        /// Says on standard error that a collector has gone or come back.
        mutating func tellContacts() {
            for (index, remote) in watched.remotes.enumerated() {
                let contact = remote.known.contact
                let trouble = Self.trouble(contact)
                guard trouble != Self.trouble(contacts[index]) else { continue }
                contacts[index] = contact
                let words = trouble.map { "\($0); trying again" } ?? "attached again"
                StandardError.write("pysyslog-tui: \(remote.address): \(words)\n")
            }
        }

        /// What is said of a contact; no word of a contact that is there.
        private static func trouble(_ contact: Contact) -> String? {
            switch contact {
            case .connecting, .connected: nil
            case .away(_, _, let reason), .refused(let reason, _): reason
            }
        }
    }
}
