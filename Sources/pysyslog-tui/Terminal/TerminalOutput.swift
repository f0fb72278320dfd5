// TerminalOutput.swift: sends what ncurses draws to the terminal, without blocking.
import CNcurses
import CollectorCore
import Glibc

/// The bytes on their way to the terminal. Only the thread that owns the terminal uses it.
///
/// ncurses writes to a file descriptor and waits until everything is taken. While it draws, that descriptor is
/// therefore a file in memory; what it holds is then sent as the terminal has room.
final class TerminalOutput {
    /// The descriptor that ncurses writes to.
    private let target: CInt
    private let device: ScreenDevice
    /// The terminal, opened again: a separate open file description can be non-blocking without affecting the others.
    private let descriptor: OwnedDescriptor
    private let memory: OwnedDescriptor
    /// Bytes that the terminal has not taken yet.
    private var pending: ArraySlice<UInt8> = []
    /// The buffer of the terminal was full when it was last looked at, and the driver does not tell how much waits in
    /// it.
    private var isFull = false
    private(set) var pace = OutputPace()

    /// - Parameter target: the descriptor that ncurses writes to; a duplicate of the one in `device`.
    init?(_ device: ScreenDevice, target: CInt) {
        self.device = device
        self.target = target
        let number = device.descriptor.rawValue
        let own = unsafe view_open("/proc/self/fd/\(number)", O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        do throws(Errno) {
            descriptor = try OwnedDescriptor(checking: own >= 0 ? own : view_duplicate(number))
            memory = try OwnedDescriptor(checking: unsafe view_memory_file("picture"))
        } catch {
            return nil
        }
        view_append_only(memory.rawValue)
    }

    /// Whether the terminal still has to take a part of the last picture.
    var isPending: Bool { !pending.isEmpty }

    /// Whether the terminal takes a picture at this moment. A serial line does when its buffer is almost empty.
    func hasRoom() -> Bool {
        guard pending.isEmpty else { return false }
        var entry = pollfd(fd: descriptor.rawValue, events: CShort(POLLOUT), revents: 0)
        let hasRoom = unsafe poll(&entry, 1, 0) > 0
        if hasRoom { noteRoom() } else { noteFull() }
        return hasRoom
    }

    /// Sends what `draw` has ncurses write.
    func capture<Result>(_ draw: () -> Result) -> Result {
        view_replace(memory.rawValue, target)
        let result = draw()
        view_replace(device.descriptor.rawValue, target)
        add(takeMemory())
        return result
    }

    /// Sends an escape sequence after what is pending.
    func send(_ text: String) { add(Array(text.utf8)) }

    /// Continues with what is pending, as there is room again.
    func resume() {
        noteRoom()
        write()
    }

    /// The driver of a serial line tells how much waits, and reports room only when that is little.
    private func noteFull() { isFull = view_waiting(descriptor.rawValue) == 0 }

    private func noteRoom() {
        guard isFull else { return }
        isFull = false
        pace.noteRoom(at: .now)
    }

    /// Waits a moment for the terminal to take the rest of a picture, and leaves out what it does not take.
    func finish() {
        let deadline = Instant.now.advanced(bySeconds: 0.1)
        while isPending {
            var entry = pollfd(fd: descriptor.rawValue, events: CShort(POLLOUT), revents: 0)
            guard unsafe poll(&entry, 1, Instant.now.milliseconds(until: deadline)) > 0 else { break }
            write()
        }
        guard isPending else { return }
        pending = []
        // CAN ends a sequence that is cut by that.
        device.write("\u{18}", patience: 0)
    }

    private func add(_ bytes: [UInt8]) {
        let isWaiting = isPending
        pending += bytes
        if !isWaiting { write() }
    }

    /// Writes what the terminal takes now.
    private func write() {
        while isPending {
            let number = descriptor.rawValue
            let count = unsafe pending.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // A terminal that is gone takes nothing more; whoever waits for it learns of that.
            if count < 0, errno != EAGAIN {
                pending = []
                return
            }
            guard count > 0 else { return noteFull() }
            pending = pending.dropFirst(count)
            pace.add(count, at: .now)
        }
    }

    private func takeMemory() -> [UInt8] {
        let size = lseek(memory.rawValue, 0, SEEK_END)
        guard size > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: size)
        let count = unsafe pread(memory.rawValue, &bytes, size, 0)
        ftruncate(memory.rawValue, 0)
        return Array(bytes.prefix(max(0, count)))
    }
}
