// Hosts.swift: the name of this machine.
import Glibc

enum Hosts {
    /// As hostname(1) shows it; empty if there is none.
    static var ownName: String {
        // The longest name has 64 bytes; gethostname(2).
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65) { room in
            guard unsafe gethostname(room.baseAddress!, room.count - 1) == 0 else { return "" }
            unsafe room[room.count - 1] = 0
            return unsafe String(cString: room.baseAddress!)
        }
    }
}
