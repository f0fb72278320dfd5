// FilesProgram.swift: the view on files, from start to end.
import CollectorCommand
import CollectorCore
import Glibc
import LiveView

/// Shows a screen until a key, a signal or the end of the terminal ends it.
struct FilesProgram {
    private let paths: [String]
    private let speed: Double?
    private let view: ViewOptions

    init(_ paths: [String], speed: Double?, _ view: ViewOptions) {
        self.paths = paths
        self.speed = speed
        self.view = view
    }

    func run() throws(CommandError) -> ExitStatus {
        let isUnicode = Environment.beginLocale()
        let device: ScreenDevice
        do throws(NoScreen) { device = try ScreenDevice() } catch {
            throw CommandError(.failed, "--open needs a terminal: \(error.reason)")
        }
        Environment.refuseToStop()
        ignoreFailedWrites()
        returnLargeBlocks()
        let files: LogFiles
        do throws(LogFileProblem) {
            files = try LogFiles(paths, speed: speed, folder: FileArguments.folder)
        } catch {
            throw CommandError(.failed, error.reason)
        }
        let watched = OpenFiles(files)
        let screen: ScreenThread
        do throws(Errno) {
            screen = try ScreenThread(watched, device, .init(options: view, isUnicode: isUnicode))
            try forwardSignals([SIGTERM, SIGINT, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT]) { signal in
                switch signal {
                case SIGTERM, SIGINT, SIGHUP: watched.end()
                default: screen.receive(signal: signal)
                }
            }
            try files.begin()
        } catch {
            throw CommandError(.failed, "cannot start the screen: \(error)")
        }
        let log = StandardErrorLog(for: device)
        Rescue.prepare(device, log: log)
        do throws(Errno) {
            let thread = try screen.begin(log)
            files.waitForEnd()
            screen.leave(thread, log)
        } catch {
            log?.restore()
            throw CommandError(.failed, "cannot start the screen: \(error)")
        }
        let saves = screen.finishSaves(until: .now.advanced(bySeconds: Self.savingTime))
        let sanitiser = Sanitiser(unicode: false)
        device.write(saves.map { "pysyslog-tui: " + sanitiser.text(Array($0.utf8).span) + "\r\n" }.joined())
        screen.finish()
        return .done
    }

    /// Seconds that saves may take after the screen is gone.
    private static let savingTime = 5.0
}
