// ScreenThread.swift: the screen as other threads see it: a mailbox, and the thread that reads it.
import CollectorCore
import Glibc
import LiveView

/// The screen of a collector. Any thread may call the methods; nobody ever waits for the screen's own thread.
final class ScreenThread: Sendable {
    /// What others want of the screen; taken as a whole when its thread is woken.
    struct Mail: Sendable {
        var isEnding = false
        var isResized = false
        /// The process was stopped, and goes on.
        var isContinued = false
        var refusesStop = false
        var isGone = false
        /// Messages to the user.
        var hint: String?
        /// Saves that have their file, and those that are over, in this order.
        var saves: [(path: String, hasBegun: Bool)] = []
        /// What stands in the person's file now.
        var saved: SavedFilters?
        /// The files with names were looked at; what they say, if one has changed.
        var hasReadNames = false
        var names: NameFiles.Content?
        /// What DNS says.
        var resolved: [IPAddress: String]?

        /// Adds a word; one that has not been read yet stays in front of it.
        mutating func say(_ word: String) {
            hint = hint.map { "\($0); \(word)" } ?? word
        }
    }

    struct Setting: Sendable {
        var options: ViewOptions
        var isUnicode: Bool
    }

    let watched: any Watched & Sendable
    let device: ScreenDevice
    let setting: Setting
    let errands = Errands()
    let saves: Saves
    let nameFiles: NameFiles
    private let mailbox: Mailbox<Mail>
    fileprivate let history = Mutex((begun: History(), now: History()))

    init(_ watched: any Watched & Sendable, _ device: ScreenDevice, _ setting: Setting) throws(Errno) {
        self.watched = watched
        self.device = device
        self.setting = setting
        nameFiles = NameFiles(first: setting.options.names)
        mailbox = try Mailbox(Mail())
        saves = try Saves()
    }

    /// Wakes the screen's thread.
    var waker: Waker { mailbox.waker }

    /// Starts the screen's thread.
    func begin(_ log: StandardErrorLog?) throws(Errno) -> Thread {
        let begun = History.read()
        history.withLock { $0 = (begun, begun) }
        // Attached here, so that the first line after the greeting is seen.
        watched.attach()
        watched.prepare()
        return try Thread(named: "screen") { self.run(log) }
    }

    /// Asks the screen's thread to give the terminal back and to end.
    func end() { post { $0.isEnding = true } }

    func post(_ change: (inout Mail) -> Void) {
        mailbox.post(change)
    }

    func takeMail() -> Mail {
        mailbox.take { $0 = Mail(isEnding: $0.isEnding, isGone: $0.isGone) }
    }

    /// The terminal hung up. The screen ends; the collector does unless it was told to go on without.
    func terminalIsGone() {
        Rescue.disarm()
        post { $0.isGone = true }
        if setting.options.hangUp == .exit { watched.end() }
    }

    /// A new size; or a wish to stop, which is refused, as it would stop the collector.
    func receive(signal: CInt) {
        switch signal {
        case SIGWINCH: post { $0.isResized = true }
        case SIGCONT: post { $0.isContinued = true }
        case SIGTSTP: post { $0.refusesStop = true }
        default: break
        }
    }

    private func run(_ log: StandardErrorLog?) {
        defer { watched.detach() }
        guard let terminal = Terminal.begin(device, unicode: setting.isUnicode, theme: setting.options.theme) else {
            Rescue.disarm()
            StandardError.write("pysyslog-tui: this terminal cannot have a screen; collecting without one\n")
            log?.restore()
            return
        }
        Rescue.arm()
        var session = ScreenSession(self, terminal, log, history.withLock { $0.begun })
        session.run()
        history.withLock { $0.now = session.history }
        session.close()
        Rescue.disarm()
    }
}

// MARK: - The end

extension ScreenThread {
    /// Seconds that the screen's thread has for giving the terminal back, which one that takes nothing holds, and that
    /// files of the person's have.
    private static let leavingTime = 0.5

    /// Ends the screen, and gives the terminal back.
    func leave(_ thread: Thread, _ log: StandardErrorLog?) {
        saves.leave()
        end()
        if !thread.join(until: .now.advanced(bySeconds: Self.leavingTime)) {
            device.discardOutput()
            if !thread.join(until: .now.advanced(bySeconds: Self.leavingTime)) { Rescue.restoreNow() }
        }
        log?.restore()
    }

    /// Waits until `deadline` for saves that are under way.
    ///
    /// - Returns: what became of saves that have outlived the screen.
    func finishSaves(until deadline: Instant) -> [String] {
        if saves.areRunning {
            device.write("pysyslog-tui: finishing saves; Ctrl-C again quits now\r\n", patience: 0.1)
        }
        return saves.finish(until: deadline)
    }

    /// Finishes work on files of the person, and keeps what was typed there.
    func finish() {
        errands.finish(within: Self.leavingTime)
        let (begun, now) = history.withLock { $0 }
        now.write(since: begun)
    }
}
