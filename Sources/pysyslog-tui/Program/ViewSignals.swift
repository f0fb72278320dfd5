// ViewSignals.swift: what signals do to a collector with a screen.
import CollectorCore
import Glibc
import LiveView
import Synchronization

/// SIGTERM and SIGINT drain, and end at once the second time; SIGHUP has files read again, or is the end of the
/// terminal where that is gone; SIGWINCH is a new size;
/// SIGTSTP is refused, as it would stop the collector.
final class ViewSignals: Sendable {
    private struct State: Sendable {
        var collector: Collector?
        var view: ScreenThread?
        /// What came while the collector was starting.
        var early: [CInt] = []
        var isEnding = false
    }

    private let state = Mutex(State())
    private let hangUp: HangUp

    init(hangUp: HangUp) {
        self.hangUp = hangUp
    }

    /// Begins to receive them; to be called before any other thread is started.
    func receive() throws(Errno) {
        try forwardSignals([SIGTERM, SIGINT, SIGHUP, SIGWINCH, SIGTSTP]) { self.handle($0) }
    }

    /// From now on signals reach `collector` and `view`; those that came before do so now.
    func attach(_ collector: Collector, _ view: ScreenThread?) {
        let early = state.withLock { state in
            state.collector = collector
            state.view = view
            defer { state.early = [] }
            return state.early
        }
        for signal in early { handle(signal) }
    }

    private func handle(_ signal: CInt) {
        let state = state.withLock { state in
            if state.collector == nil { state.early.append(signal) }
            return state
        }
        guard let collector = state.collector else { return }
        switch signal {
        case SIGWINCH: state.view?.post { $0.isResized = true }
        case SIGTSTP: state.view?.post { $0.refusesStop = true }
        case SIGHUP where ControllingTerminal.isThere: collector.reload()
        case SIGHUP: if let view = state.view { view.terminalIsGone() } else if hangUp == .exit { collector.end() }
        default:
            if state.isEnding {
                Rescue.restoreNow()
                endAtOnce(status: 128 + signal)
            }
            self.state.withLock { $0.isEnding = true }
            collector.end()
        }
    }
}
