// ScreenSession.swift: the screen's thread: it waits, reads keys and draws.
import CollectorCore
import LiveView

/// The state of the screen's thread.
struct ScreenSession: ~Copyable {
    let view: ScreenThread
    var terminal: Terminal
    var model: LiveModel
    private let log: StandardErrorLog?
    /// What addresses are called, and how that is learned.
    var names = PeerNames()
    var namesSchedule = NamesSchedule()
    let resolver: NameResolver?
    /// The last two events of the collector that were seen.
    private var notes: [FeedNote] = []
    /// The terminal shows plain text until a key is pressed.
    var isPlain = false
    private var isOver = false
    /// Filters are being counted.
    private var isCounting = false
    /// Something is to be drawn.
    private var isDirty = true
    /// The next picture rings the bell of the terminal.
    private var isBellDue = false
    private var lastFrame = Instant(nanoseconds: 0)
    private var nextTick = Instant(nanoseconds: 0)

    /// Seconds between two readings of the counters.
    private static let tickSeconds = 1.0
    /// Seconds between two pictures while keys are pressed.
    private static let keySeconds = 0.016
    /// Seconds of work on counts between two looks at the keys.
    private static let workSeconds = 0.005

    /// Seconds between two looks whether a terminal has room.
    private static let roomSeconds = 0.1

    init(_ view: ScreenThread, _ terminal: consuming Terminal, _ log: StandardErrorLog?, _ history: History) {
        self.view = view
        self.terminal = terminal
        self.log = log
        let options = view.setting.options
        resolver = options.resolves ? NameResolver { names in view.post { $0.resolved = names } } : nil
        var settings = ViewSettings()
        settings.filter = options.filter
        settings.refresh = options.refresh
        settings.quitConfirmation = options.quitConfirmation
        settings.history = history
        settings.saved = .read()
        model = LiveModel(view.watched, settings)
    }

    /// What was typed and chosen, to be kept for the next start.
    var history: History { model.history }

    /// Restores the terminal.
    consuming func close() {
        resolver?.end()
        if model.usesMouse { terminal.setMouse(false) }
    }

    /// Runs the screen until it is told to end, or until the terminal is gone.
    mutating func run() {
        while !isOver {
            if Instant.now >= nextTick { tick() }
            drawIfDue()
            let hasWork = work()
            if !hasWork { model.rest() }
            let event = view.device.wait(or: view.waker, forRoom: needsRoom, milliseconds: hasWork ? 0 : pause)
            if event.hasRoom { terminal.output.resume() }
            readMail()
            if event.isGone {
                view.terminalIsGone()
                isOver = true
            } else if event.isReadable {
                readKeys()
            }
        }
    }

    /// Reads the counters.
    private mutating func tick() {
        let now = Instant.now
        nextTick = max(nextTick.advanced(bySeconds: Self.tickSeconds), now.advanced(bySeconds: 0.5))
        if let note = view.watched.event, note.time != notes.last?.time { notes = notes.suffix(1) + [note] }
        // Without an event, what was written to standard error is told.
        let isNoticed = model.tick(events: notes, log: notes.isEmpty ? log?.lastLine() : nil)
        if isNoticed, view.setting.options.ringsBell { isBellDue = true }
        lookAtNames(at: now)
        isDirty = true
    }

    /// Continues the counts of filters while there is time; the next picture shows the result.
    ///
    /// - Returns: whether there is more to do.
    private mutating func work() -> Bool {
        let deadline = Instant.now.advanced(bySeconds: Self.workSeconds)
        let hasMore = model.work { Instant.now >= deadline }
        if hasMore || isCounting { isDirty = true }
        isCounting = hasMore
        return hasMore
    }

    /// When the next picture is due, if there is something to draw: a slow terminal gets fewer.
    private var nextFrame: Instant {
        max(lastFrame.advanced(bySeconds: Double(model.refresh) / 1_000), terminal.output.pace.nextPicture)
    }

    /// Whether the terminal must take more output before there is anything else to do for the picture.
    private var needsRoom: Bool {
        terminal.output.isPending || isDirty && !isPlain && Instant.now >= nextFrame
    }

    private var pause: CInt {
        // Linux may report late that a pty has room again.
        if needsRoom { return CInt(Self.roomSeconds * 1_000) }
        let moment = isDirty && !isPlain ? min(nextFrame, nextTick) : nextTick
        return Instant.now.milliseconds(until: moment)
    }

    private mutating func drawIfDue() {
        guard isDirty, !isPlain, Instant.now >= nextFrame, terminal.output.hasRoom() else { return }
        draw()
    }

    /// Draws now. The next line that arrives wakes the thread, once.
    mutating func draw() {
        let frameStart = Instant.now
        view.watched.arm(view.waker)
        // If there is time, the lines of this picture are in its counts.
        model.followFeed()
        _ = work()
        let now = WallTime.now
        let picture = model.arrange(
            for: Viewport(
                columns: terminal.columns, rows: terminal.rows, capabilities: terminal.capabilities,
                offset: Environment.secondsEastOfUTC(at: now)), wallTime: now)
        lastFrame = frameStart
        model.rest()
        terminal.draw(LiveScreen.render(picture))
        if isBellDue { terminal.output.send("\u{07}") }
        isBellDue = false
        model.addFrame(from: frameStart, to: .now, terminalSpeed: terminal.output.pace.speed)
        view.watched.prepare()
        isDirty = false
    }

    private mutating func readMail() {
        view.waker.clear()
        let mail = view.takeMail()
        if mail.isEnding || mail.isGone { isOver = true }
        if !view.watched.isWaiting { isDirty = true }
        if let hint = mail.hint { model.say(hint) }
        for save in mail.saves { model.endSavePrompt(save.path, hasBegun: save.hasBegun) }
        if let saved = mail.saved { model.use(saved) }
        if mail.refusesStop { _ = model.apply(.refuseStop) }
        if mail.isContinued, !isPlain {
            terminal.takeModes()
            if model.usesMouse { terminal.setMouse(true) }
            lastFrame = Instant(nanoseconds: 0)
        }
        if mail.isResized, !isPlain {
            terminal.takeSize()
            lastFrame = Instant(nanoseconds: 0)
        }
        takeNames(mail)
        if mail.hint != nil || !mail.saves.isEmpty || mail.saved != nil || mail.refusesStop || mail.isResized
            || mail.isContinued || mail.names != nil || mail.resolved != nil
        {
            isDirty = true
        }
    }

    /// Any input returns to the view; all of it is discarded, as pasted text must not become keys.
    private mutating func leavePlainText() {
        while terminal.nextInput() != nil {}
        isPlain = false
        terminal.comeBack()
        draw()
    }

    private mutating func readKeys() {
        if isPlain { return leavePlainText() }
        while let input = terminal.nextInput() { handle(input) }
        isDirty = true
        let output = terminal.output
        let isDue = Instant.now >= max(lastFrame.advanced(bySeconds: Self.keySeconds), output.pace.nextPicture)
        guard !isOver, !isPlain, isDue, output.hasRoom() else { return }
        draw()
    }
}
