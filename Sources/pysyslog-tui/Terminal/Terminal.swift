// Terminal.swift: the one file that draws with ncurses, from the one thread that owns the terminal.
import CNcurses
import CollectorCore
import Glibc
import LiveView

/// The terminal while the screen is shown. One thread owns it; its end restores the terminal.
@safe
struct Terminal: ~Copyable {
    /// An input event.
    enum Input: Equatable {
        case key(Key)
        /// Turns of the wheel; downwards is positive.
        case wheel(Int, row: Int)
        case press(column: Int, row: Int)
        case paste(String)
    }

    let device: ScreenDevice
    let capabilities: Capabilities
    private(set) var columns = 80
    private(set) var rows = 24
    let output: TerminalOutput
    private let stream: UnsafeMutablePointer<FILE>
    private var run: [wchar_t] = []
    /// Text that is being pasted.
    private var paste: PastedText?
    /// The theme that was chosen; `nil` for the one that suits the background.
    private let chosen: Theme?
    private let answers = TerminalAnswers(character: VIEW_CHARACTER.rawValue)
    /// Events that were held back as they might have been an answer.
    private var events: [TerminalAnswers.Event] = []

    /// Begins the screen; `nil` if ncurses cannot use this terminal.
    ///
    /// - Parameter theme: `nil` to find it out.
    static func begin(_ device: ScreenDevice, unicode: Bool, theme: Theme?) -> Terminal? {
        guard let stream = unsafe fdopen(view_duplicate(device.descriptor.rawValue), "r+") else { return nil }
        guard let output = unsafe TerminalOutput(device, target: fileno(stream)), unsafe view_begin(stream, stream)
        else {
            unsafe fclose(stream)
            return nil
        }
        let hasColours = theme != .mono && beginColours()
        let symbols = Capabilities.hasSymbols(terminal: Environment["TERM", default: ""])
        let capabilities = Capabilities(unicode: unicode, symbols: symbols, colours: hasColours)
        let told = Background(variable: Environment["COLORFGBG", default: ""])
        return unsafe Terminal(
            device, stream, output, capabilities, hasColours ? theme ?? told.map { Theme($0) } : .mono)
    }

    private init(
        _ device: ScreenDevice, _ stream: UnsafeMutablePointer<FILE>, _ output: TerminalOutput,
        _ capabilities: Capabilities, _ chosen: Theme?
    ) {
        self.device = device
        self.output = output
        unsafe self.stream = stream
        self.capabilities = capabilities
        self.chosen = chosen
        takeSize()
        bracketPastes(true)
        if chosen == nil { askForBackground() }
    }

    deinit {
        leave()
        unsafe fclose(stream)
    }

    /// Defines pair `n` as colour `n` on the default background.
    ///
    /// - Returns: false without colours, or with `NO_COLOR`; https://no-color.org.
    private static func beginColours() -> Bool {
        guard Environment["NO_COLOR", default: ""].isEmpty, has_colors(), start_color() == OK,
            use_default_colors() == OK
        else { return false }
        for colour: Int16 in 1...6 { init_pair(colour, colour, -1) }
        return true
    }
}

// MARK: - Size and modes

extension Terminal {
    /// Adopts the current size of the terminal; everything is redrawn.
    mutating func takeSize() {
        var (width, height): (CInt, CInt) = (80, 24)
        _ = unsafe view_size(device.descriptor.rawValue, &width, &height)
        columns = Int(width)
        rows = Int(height)
        resizeterm(height, width)
        view_clear()
    }

    /// Makes the next picture redraw everything, because what the terminal shows may be wrong.
    func forgetPicture() { view_clear() }

    /// - Returns: when switching on, whether the terminal has a mouse.
    @discardableResult
    func setMouse(_ isOn: Bool) -> Bool { output.capture { view_mouse(isOn) } }

    /// Restores the terminal until `comeBack`.
    func leave() {
        bracketPastes(false)
        output.finish()
        swallowAnswers()
        view_end()
    }

    private var theme: Theme { chosen ?? Theme(answers.background) }

    /// The answer is found among the keys; until it comes, the colours suit any background.
    private func askForBackground() {
        let name = Environment["TERM", default: ""]
        let canAnswer = Background.canBeAsked(terminal: name) { !Environment[$0, default: ""].isEmpty }
        guard view_is_like_xterm(), canAnswer else { return }
        answers.begin(at: .now)
        output.send(TerminalAnswers.question)
    }

    /// Waits a moment for an answer that is under way: the shell would take it for something typed.
    private func swallowAnswers() {
        let deadline = Instant.now.advanced(bySeconds: Self.swallowingTime)
        while answers.isAwaited(at: .now), device.waitReadable(until: deadline) {
            if let event = Self.readEvent() { _ = answers.take(event, at: .now) }
        }
    }

    /// Seconds; less than the screen's thread has for leaving.
    private static let swallowingTime = 0.3

    /// Shows the screen again after `leave`. Everything is redrawn, as the size may have changed.
    mutating func comeBack() {
        view_modes()
        bracketPastes(true)
        takeSize()
    }

    /// Shows the screen again after the process was stopped by SIGSTOP: a shell has set its own modes.
    mutating func takeModes() {
        let foreground = tcgetpgrp(device.descriptor.rawValue)
        guard foreground < 0 || foreground == getpgrp() else { return }
        output.finish()
        comeBack()
    }

    /// Makes the terminal mark pasted text, so that it is not taken for keys. ncurses has no function for it.
    private func bracketPastes(_ isOn: Bool) {
        guard view_is_like_xterm() else { return }
        output.send("\u{1B}[?2004\(isOn ? "h" : "l")")
    }
}

// MARK: - Drawing

extension Terminal {
    /// Draws a picture; only what differs from the previous one is sent.
    mutating func draw(_ screen: borrowing Screen) {
        view_erase()
        for row in 0..<min(screen.rows, rows) { draw(row: row, of: screen) }
        let cursor = screen.cursor
        output.capture {
            if let cursor { view_move(CInt(cursor.row), CInt(cursor.column)) }
            curs_set(cursor == nil ? 0 : 1)
            view_show()
        }
    }

    /// Writes runs of cells of one style. A run ends after a character outside ASCII, so that nothing is displaced if
    /// the C library assumes another width for it.
    private mutating func draw(row: Int, of screen: borrowing Screen) {
        var start = 0
        var style = Style.plain
        for column in 0..<min(screen.columns, columns) {
            let cell = screen[column, row]
            guard cell.width > 0 else { continue }
            if cell.style != style || run.isEmpty {
                flush(row, start, style)
                style = cell.style
                start = column
            }
            if append(cell) { flush(row, start, style) }
        }
        flush(row, start, style)
    }

    /// - Returns: whether the run has to end here.
    private mutating func append(_ cell: Cell) -> Bool {
        if cell.text.utf8.count == 1, let byte = cell.text.utf8.first {
            run.append(byte >= 0x20 && byte < 0x7F ? wchar_t(byte) : 0x3F)
            return false
        }
        var isBase = true
        for scalar in cell.text.unicodeScalars {
            let character = wchar_t(bitPattern: scalar.value)
            let width = wcwidth(character)
            if isBase {
                let fits = width == CInt(cell.width)
                for _ in 0..<(fits ? 1 : Int(cell.width)) { run.append(fits ? character : 0x3F) }
                if !fits { return true }
            } else if width == 0 {
                run.append(character)
            }
            isBase = false
        }
        return true
    }

    private mutating func flush(_ row: Int, _ column: Int, _ style: Style) {
        guard !run.isEmpty else { return }
        let look = style.look(theme)
        view_attributes(look.attributes.rawValue, look.colour?.rawValue ?? 0)
        unsafe view_write(CInt(row), CInt(column), run, CInt(run.count))
        run.removeAll(keepingCapacity: true)
    }
}

// MARK: - Keys

extension Terminal {
    /// The next unread input; `nil` if there is none.
    mutating func nextInput() -> Input? {
        while true {
            // If the end of a paste never comes, keys must work again.
            if let text = paste?.text(unlessBusyAt: .now) { return endPaste(text) }
            guard let next = nextEvent() else { return nil }
            let (kind, value) = (view_key(rawValue: next.kind), next.value)
            let event = kind == VIEW_MOUSE ? mouseEvent() : nil
            switch kind {
            case VIEW_PASTE: paste = PastedText(at: .now)
            case VIEW_PASTE_END: if let text = paste?.text { return endPaste(text) }
            case _ where paste != nil:
                let isOver = paste?.add(kind == VIEW_CHARACTER ? value : 0, at: .now) == true
                if isOver, let text = paste?.text { return endPaste(text) }
            case VIEW_MOUSE: if let event { return event }
            default: if let key = Self.key(kind, value) { return .key(key) }
            }
        }
    }

    /// The next event that is not part of an answer of the terminal.
    private mutating func nextEvent() -> TerminalAnswers.Event? {
        while events.isEmpty {
            guard let event = Self.readEvent() else { return nil }
            events = paste == nil ? answers.take(event, at: .now) : [event]
        }
        return events.removeFirst()
    }

    private static func readEvent() -> TerminalAnswers.Event? {
        var value: CUnsignedInt = 0
        let kind = UInt32(unsafe view_key(&value))
        return kind == VIEW_NO_KEY.rawValue ? nil : TerminalAnswers.Event(kind: kind, value: value)
    }

    private mutating func endPaste(_ text: String) -> Input {
        paste = nil
        return .paste(text)
    }

    private func mouseEvent() -> Input? {
        var (column, row): (CInt, CInt) = (0, 0)
        switch unsafe view_mouse_event(&column, &row) {
        case 0: return .press(column: Int(column), row: Int(row))
        case let turn where abs(turn) == 1: return .wheel(Int(turn), row: Int(row))
        default: return nil
        }
    }

    private static func key(_ kind: view_key, _ value: CUnsignedInt) -> Key? {
        switch kind {
        case VIEW_CHARACTER: return character(value)
        case VIEW_FUNCTION: return .function(Int(value))
        case VIEW_UP: return .up
        case VIEW_DOWN: return .down
        case VIEW_LEFT: return .left
        case VIEW_RIGHT: return .right
        case VIEW_PAGE_UP: return .pageUp
        case VIEW_PAGE_DOWN: return .pageDown
        case VIEW_HOME: return .home
        case VIEW_END: return .end
        case VIEW_BACKSPACE: return .backspace
        case VIEW_DELETE: return .delete
        case VIEW_BACK_TAB: return .backTab
        case VIEW_ENTER: return .enter
        default: return nil
        }
    }

    private static func character(_ code: CUnsignedInt) -> Key? {
        switch code {
        case 9: return .tab
        case 10, 13: return .enter
        case 27: return .escape
        case 127: return .backspace
        case 1...26: return .control(Character(Unicode.Scalar(UInt8(0x60 + code))))
        default:
            guard let scalar = Unicode.Scalar(code), scalar.kind == .narrow || scalar.kind == .wide else { return nil }
            return .character(Character(scalar))
        }
    }
}
