// Rescue.swift: restores the terminal when the process dies, or when the screen's thread is stuck.
import CNcurses
import CRescue
import CollectorCore
import Glibc

/// Restores the terminal from anywhere: it holds the bytes and the modes that it takes, made while all was well.
///
/// There is one screen in a process, so the state is static: a fatal signal's handler must find it without Swift's help.
enum Rescue {
    /// Notes how the terminal is before a screen is on it, and what undoes one.
    static func prepare(_ device: ScreenDevice, log: StandardErrorLog?) {
        let state = unsafe rescue_state()!
        unsafe state.pointee.terminal = device.descriptor.rawValue
        unsafe state.pointee.log = log?.descriptor.rawValue ?? -1
        unsafe state.pointee.standard_error = log?.original.rawValue ?? STDERR_FILENO
        _ = unsafe tcgetattr(device.descriptor.rawValue, &state.pointee.modes)
        // The mouse and bracketed pasting off, attributes off, the cursor on, the other screen left.
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

    /// A capability without its padding, which only real devices on real lines want.
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

    /// From now on a fatal signal restores the terminal.
    static func arm() { unsafe rescue_state().pointee.armed = 1 }

    /// The screen's thread has restored the terminal itself.
    static func disarm() { unsafe rescue_state().pointee.armed = 0 }

    /// Restores the terminal as far as it takes anything; never waits. For when the screen's thread cannot.
    static func restoreNow() {
        guard unsafe rescue_state().pointee.armed != 0 else { return }
        disarm()
        unsafe rescue_restore(rescue_state())
    }
}
