// AttachedProgram.swift: the view on collectors that run elsewhere, from start to summary.
import CollectorCommand
import CollectorCore
import Glibc
import LiveView

/// Shows a screen until a key, a signal or the end of the terminal ends it. The collectors go on.
struct AttachedProgram {
    private let addresses: [ViewAddress]
    private let view: ViewOptions

    init(_ addresses: [ViewAddress], _ view: ViewOptions) {
        self.addresses = addresses
        self.view = view
    }

    func run() throws(CommandError) -> ExitStatus {
        let isUnicode = Environment.beginLocale()
        let device: ScreenDevice
        do throws(NoScreen) { device = try ScreenDevice() } catch {
            throw CommandError(.failed, "\(error.reason); --no-tui writes the lines to standard output")
        }
        Environment.refuseToStop()
        ignoreFailedWrites()
        let watched: AttachedCollectors
        let screen: ScreenThread
        do throws(Errno) {
            watched = try AttachedCollectors(addresses, memory: view.memory, wantsHistory: true)
            screen = try ScreenThread(watched, device, .init(options: view, isUnicode: isUnicode))
            try forwardSignals([SIGTERM, SIGINT, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]) { signal in
                switch signal {
                case SIGTERM, SIGINT, SIGHUP: watched.end()
                default: screen.receive(signal: signal)
                }
            }
        } catch {
            throw CommandError(.failed, "cannot start the screen: \(error)")
        }
        try watched.open()
        let log = StandardErrorLog(for: device)
        Rescue.prepare(device, log: log)
        do throws(Errno) {
            let thread = try screen.begin(log)
            watched.waitForEnd()
            screen.leave(thread, log)
        } catch {
            log?.restore()
            throw CommandError(.failed, "cannot start the screen: \(error)")
        }
        let (attached, shown) = (watched.facts.attached, Int(clamping: watched.window().end - 1))
        watched.close()
        let saves = screen.finishSaves(until: .now.advanced(bySeconds: Self.savingTime))
        let offset = Environment.secondsEastOfUTC(at: .now)
        device.write(LeavingSummary(attached, shown: shown, saves, offset: offset).text)
        screen.finish()
        return .done
    }

    /// Seconds that saves may take after the screen is gone.
    private static let savingTime = 5.0
}
