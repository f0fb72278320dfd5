// Rescue.swift: restores the terminal when the process dies or the screen's thread is blocked.
import CNcurses
import CRescue
import CollectorCore
import Glibc

/// Restores the terminal from any thread or signal handler, with bytes and modes that were prepared in advance.
///
/// A process has one screen, so the state is static: the handler of a fatal signal must find it without Swift.
enum Rescue {
    /// Saves the modes of the terminal before the screen is shown, and prepares the bytes that leave the screen.
    static func prepare(_ device: ScreenDevice, log: StandardErrorLog?) {
        let state = unsafe rescue_state()!
        unsafe state.pointee.terminal = device.descriptor.rawValue
        unsafe state.pointee.log = log?.descriptor.rawValue ?? -1
        unsafe state.pointee.standard_error = log?.original.rawValue ?? STDERR_FILENO
        _ = unsafe tcgetattr(device.descriptor.rawValue, &state.pointee.modes)
        // Mouse, bracketed paste and attributes off, cursor on, leave the alternate screen.
        var bytes = Array("\u{1B}[?1000l\u{1B}[?1006l\u{1B}[?2004l".utf8)
        if !view_is_like_xterm() { bytes = [] }
        for name in ["sgr0", "op", "cnorm", "rmkx", "rmcup"] { bytes += capability(name) }
        bytes += Array("\r".utf8) + capability("el")
        unsafe withUnsafeMutableBytes(of: &state.pointee.text) { text in
            let count = min(text.count, bytes.count)
            for index in 0..<count { unsafe text[index] = bytes[index] }
            unsafe state.pointee.count = count
        }
        rescue_catch_signals()
    }

    /// A capability without its padding, which only hardware terminals need.
    private static func capability(_ name: String) -> [UInt8] {
        guard let text = unsafe view_capability(name) else { return [] }
        var bytes: [UInt8] = []
        var isPadding = false
        let source = unsafe Array(String(cString: text).utf8)
        for (index, byte) in source.enumerated() {
            if byte == UInt8(ascii: "$"), index + 1 < source.count, source[index + 1] == UInt8(ascii: "<") {
                isPadding = true
            }
            if !isPadding { bytes.append(byte) }
            if byte == UInt8(ascii: ">") { isPadding = false }
        }
        return bytes
    }

    /// Makes fatal signals restore the terminal from now on.
    static func arm() { unsafe rescue_state().pointee.armed = 1 }

    /// Called when the screen's thread has restored the terminal itself.
    static func disarm() { unsafe rescue_state().pointee.armed = 0 }

    /// Restores the terminal when the screen's thread cannot. Writes only what the terminal takes without waiting.
    static func restoreNow() {
        guard unsafe rescue_state().pointee.armed != 0 else { return }
        disarm()
        unsafe rescue_restore(rescue_state())
    }
}
