// Users.swift: names of users.
import Glibc

enum Users {
    /// The name of a user, or the number of one without a name; `getpwuid_r(3)`.
    static func name(of number: uid_t) -> String {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        let name = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16 << 10) { room -> String? in
            guard unsafe getpwuid_r(number, &entry, room.baseAddress!, room.count, &found) == 0, unsafe found != nil
            else {
                return nil
            }
            return unsafe String(cString: entry.pw_name)
        }
        return name ?? "uid \(number)"
    }
}

extension PeerCredentials: CustomStringConvertible {
    /// `alice, pid 812`.
    var description: String {
        let user = uid < 0 ? "an unknown user" : Users.name(of: uid_t(uid))
        return pid > 0 ? "\(user), pid \(pid)" : user
    }
}
