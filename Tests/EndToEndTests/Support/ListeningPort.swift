// ListeningPort.swift: the port that a program was given, asked of the kernel.
import Foundation

/// The port that a process listens on over IPv4, or `nil` while it listens on none.
///
/// A program that has a screen prints no port first, and one that was free a moment ago may be somebody else's by now.
/// Source: proc(5), `/proc/pid/fd` and `/proc/net/tcp`, where the state 0A is LISTEN.
func listeningPort(of process: pid_t) -> UInt16? {
    let folder = "/proc/\(process)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let sockets = Set(
        descriptors.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") })
    // Not `String(contentsOfFile:)`, which takes the first 4 kB of such a file for all of it.
    guard let data = try? FileHandle(forReadingFrom: URL(filePath: "/proc/net/tcp")).readToEnd() else { return nil }
    let table = String(decoding: data, as: UTF8.self)
    for line in table.split(separator: "\n").dropFirst() {
        let fields = line.split(separator: " ")
        guard fields.count > 9, fields[3] == "0A", sockets.contains("socket:[\(fields[9])]") else { continue }
        return fields[1].split(separator: ":").last.flatMap { UInt16($0, radix: 16) }
    }
    return nil
}
