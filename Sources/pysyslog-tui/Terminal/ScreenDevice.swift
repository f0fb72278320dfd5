// ScreenDevice.swift: the terminal that the screen is drawn on, or why there is none.
import CNcurses
import CollectorCore
import Glibc

/// The reason why there is no screen, as printed after "pysyslog-tui: ".
struct NoScreen: Error, Equatable {
    var reason: String
}

/// The terminal of this process, opened independently of the standard streams, so that these can be redirected.
final class ScreenDevice: Sendable {
    let descriptor: OwnedDescriptor
    let terminal: TerminalDevice?

    /// - Throws: `NoScreen` if there is no terminal in the foreground, or none that can show a screen.
    init() throws(NoScreen) {
        guard isatty(STDIN_FILENO) == 1 || isatty(STDOUT_FILENO) == 1 else {
            throw NoScreen(reason: "standard input and output are no terminal")
        }
        var number = unsafe view_open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        if number < 0 { number = view_duplicate(isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDIN_FILENO) }
        guard number >= 0 else { throw NoScreen(reason: "the terminal cannot be opened") }
        descriptor = OwnedDescriptor(number)
        terminal = TerminalDevice(openAs: number)
        let foreground = tcgetpgrp(number)
        guard foreground < 0 || foreground == getpgrp() else {
            throw NoScreen(reason: "started in the background")
        }
        if let problem = Self.problem(view_description(number)) {
            throw NoScreen(reason: "\(problem)")
        }
    }

    /// What is wrong with the description of the terminal, and what to do; usually `nil`.
    private static func problem(_ description: view_description) -> String? {
        let name = Environment["TERM", default: ""].prefix(40)
        switch description {
        case VIEW_USABLE: return nil
        case _ where name.isEmpty: return "TERM is not set, which names the terminal; TERM=xterm-256color suits most"
        case VIEW_WITHOUT_CURSOR: return "TERM=\(name) has no cursor to move"
        case VIEW_WITHOUT_CSI: return "TERM=\(name) has no ANSI escape sequences"
        default:
            let packages = "install ncurses-base and ncurses-term, as Debian calls them"
            return "TERM=\(name) is not described on this machine: \(packages), or try TERM=xterm-256color"
        }
    }

    /// The result of a wait.
    struct Readiness {
        var isReadable = false
        /// Whether the terminal takes more output.
        var hasRoom = false
        var isGone = false
    }

    /// Waits until something is typed, the terminal is gone, `waker` is woken or, if `forRoom`, more output is taken.
    func wait(or waker: Waker, forRoom: Bool, milliseconds: CInt) -> Readiness {
        var entries = [
            pollfd(fd: descriptor.rawValue, events: CShort(forRoom ? POLLIN | POLLOUT : POLLIN), revents: 0),
            pollfd(fd: waker.descriptor.rawValue, events: CShort(POLLIN), revents: 0),
        ]
        guard unsafe poll(&entries, 2, milliseconds) > 0 else { return Readiness() }
        let events = CInt(entries[0].revents)
        return Readiness(
            isReadable: events & POLLIN != 0, hasRoom: events & POLLOUT != 0,
            isGone: events & (POLLHUP | POLLERR | POLLNVAL) != 0)
    }

    /// Waits until something is typed; false if `deadline` passes first, or the terminal is gone.
    func waitReadable(until deadline: Instant) -> Bool {
        var entry = pollfd(fd: descriptor.rawValue, events: CShort(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, Instant.now.milliseconds(until: deadline)) > 0
            && CInt(entry.revents) & (POLLHUP | POLLERR | POLLNVAL) == 0
    }

    /// Discards the output that the terminal has not taken yet, so that a thread blocked on it continues.
    func discardOutput() {
        tcflush(descriptor.rawValue, TCOFLUSH)
        // Linux wakes the thread when the modes are set, not when the buffer is emptied.
        var modes = termios()
        if unsafe tcgetattr(descriptor.rawValue, &modes) == 0 {
            _ = unsafe tcsetattr(descriptor.rawValue, TCSANOW, &modes)
        }
    }

    /// Writes text without a screen, or an escape sequence. The text is not sanitised.
    ///
    /// - Parameter patience: how long to wait for a terminal that takes nothing, in seconds; the rest is then dropped.
    func write(_ text: String, patience: Double = 1) {
        var bytes = Array(text.utf8)[...]
        // A separate open file description can be non-blocking without affecting the others.
        let own = unsafe view_open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        let target = own >= 0 ? own : descriptor.rawValue
        let deadline = Instant.now.advanced(bySeconds: patience)
        while !bytes.isEmpty {
            var entry = pollfd(fd: target, events: CShort(POLLOUT), revents: 0)
            guard unsafe poll(&entry, 1, Instant.now.milliseconds(until: deadline)) > 0 else { break }
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.write(target, $0.baseAddress, min($0.count, 4_096))
            }
            if count < 0, errno != EAGAIN, errno != EINTR { break }
            bytes = bytes.dropFirst(max(0, count))
        }
        if own >= 0 { close(own) }
    }
}
