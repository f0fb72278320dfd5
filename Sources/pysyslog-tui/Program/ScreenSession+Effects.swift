// ScreenSession+Effects.swift: effects of keys outside the picture: clipboard, files, plain text, mouse.
import CollectorCore
import LiveView

extension ScreenSession {
    mutating func handle(_ input: Terminal.Input) {
        switch input {
        case .key(let key): carryOut(model.handle(key))
        case .wheel(let turn, let row): model.wheel(turn, row: row)
        case .press(let column, let row): carryOut(model.press(column: column, row: row))
        case .paste(let text): carryOut(model.apply(.paste(text)))
        }
    }

    private mutating func carryOut(_ effect: Effect) {
        switch effect {
        case .none, .resetCounters: break
        case .redraw: terminal.forgetPicture()
        case .end: view.watched.end()
        case .reload: view.watched.reload()
        case .copy(let sequence, let withFacts): copy(sequence, withFacts)
        case .save(let path, let scope, let withFacts):
            save(path, model.selection(scope, withFactsAt: withFacts ? offset : nil))
        case .readSavedFilters: aside("read the saved filters") { (.read(), nil) }
        case .changeSavedFilters(let change): aside("change the saved filters") { SavedFilters.carryOut(change) }
        case .plainText: showPlainText()
        case .setMouse(let isOn):
            setMouse(isOn)
        }
    }

    private mutating func setMouse(_ isOn: Bool) {
        let isThere = terminal.setMouse(isOn)
        model.usesMouse = isOn && isThere
        guard isOn else { return model.say("mouse off") }
        model.say(
            isThere
                ? "mouse on: click selects, again opens; Shift-drag copies"
                : "this terminal has no mouse support")
    }

    private var offset: Int { Environment.secondsEastOfUTC(at: .now) }

    /// Puts a line on the clipboard of the terminal, wherever that is: OSC 52 of xterm's control sequences.
    private mutating func copy(_ sequence: UInt64, _ withFacts: Bool) {
        guard let text = model.copyText(of: sequence, withFacts: withFacts, offset: offset) else {
            return model.say("the line has been evicted")
        }
        // What a terminal has not taken must not grow with each key.
        guard !terminal.output.isPending else { return model.say("the terminal is busy; nothing was copied") }
        terminal.output.send("\u{1B}]52;c;\(Base64.text(text.utf8.span))\u{07}")
        model.say("copied, if the terminal allows it (in tmux: set -g set-clipboard on)")
    }

    /// Works on the saved filters aside: another view may hold their file, a slow disk holds no picture.
    private mutating func aside(
        _ what: String, _ work: @escaping @Sendable () -> (saved: SavedFilters?, word: String?)
    ) {
        let view = view
        do throws(Errno) {
            try view.errands.add {
                let (saved, word) = work()
                view.post { mail in
                    if let saved { mail.saved = saved }
                    if let word { mail.say(word) }
                }
            }
        } catch {
            model.say("cannot \(what): \(error)")
        }
    }

    private mutating func save(_ path: String, _ selection: Selection) {
        let view = view
        do throws(Errno) {
            try view.saves.begin(path) { word in
                view.post { mail in
                    mail.say(word)
                    mail.saves.append((path, false))
                }
            } work: { isGivenUp in
                SavedLines.write(
                    selection, to: path, unless: isGivenUp, begun: { view.post { $0.saves.append((path, true)) } })
            }
            model.say("saving to \(path)")
        } catch {
            model.say("cannot save to \(path): \(error)")
            model.endSavePrompt(path, hasBegun: false)
        }
    }

    /// Leaves the screen and prints what was on it, so that the terminal's own copying takes whole lines.
    private mutating func showPlainText() {
        let lines = model.plainLines(unicode: terminal.capabilities.unicode, offset: offset)
        terminal.leave()
        let text = lines.map { $0 + "\r\n" }.joined()
        view.device.write("\r\n" + text + "\r\n-- collecting goes on; Enter returns to the view --\r\n")
        isPlain = true
    }
}
