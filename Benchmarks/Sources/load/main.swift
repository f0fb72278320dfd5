// main.swift: sends syslog lines over connections, as fast as they are read or at a rate, and stops by itself.
import Glibc

/// One kind of load.
struct Load {
    var port: UInt16
    var connections: Int
    /// Lines of each connection.
    var lines: Int
    /// Lines of each write; 1 shows the cost of a system call for each line.
    var linesPerWrite: Int
    /// Bytes of each line, with its LF.
    var length = 138
    var hasTLS: Bool
    /// Whether the severity changes from line to line.
    var isMixed: Bool
    /// Lines per second over all connections; `nil` for no limit.
    var rate: Int?

    init?(_ arguments: [String]) {
        hasTLS = arguments.contains("--tls")
        isMixed = arguments.contains("--mixed")
        let numbers = arguments.compactMap { Int($0) }
        guard (4...5).contains(numbers.count), numbers.allSatisfy({ $0 > 0 }), let port = UInt16(exactly: numbers[0])
        else { return nil }
        (self.port, connections, lines, linesPerWrite) = (port, numbers[1], numbers[2], numbers[3])
        rate = numbers.count > 4 ? numbers[4] : nil
    }

    /// Waits until the lines after the first `sent` are due.
    func pace(_ sent: Int, since start: ContinuousClock.Instant) {
        guard let rate else { return }
        let late = ContinuousClock.now - (start + .seconds(Double(sent) / Double(rate)))
        guard late < .zero else { return }
        usleep(UInt32(late / .microseconds(-1)))
    }

    /// A block of lines as an RFC 5424 sender writes them.
    var block: [UInt8] {
        Array((0..<linesPerWrite).map { line(severity: isMixed ? $0 % 8 : 2) }.joined())
    }

    private func line(severity: Int) -> [UInt8] {
        var line = Array("<\(32 + severity)>1 2026-11-23T22:14:15.003Z host.example.com app 1234 ID47 - ".utf8)
        while line.count < length - 1 { line.append(UInt8(ascii: "a") + UInt8(line.count % 26)) }
        line.append(10)
        return line
    }
}

func connected(to port: UInt16, from host: UInt32) -> CInt {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var source = sockaddr_in()
    source.sin_family = sa_family_t(AF_INET)
    source.sin_addr.s_addr = host.bigEndian
    var target = source
    target.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    target.sin_port = port.bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let failed =
        withUnsafePointer(to: &source) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        + withUnsafePointer(to: &target) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
    guard failed == 0 else { fail("connect") }
    return descriptor
}

func send(_ load: Load) {
    let block = load.block
    // Every connection has its own address in 127.0.0.0/8, so that it is a separate peer.
    let context = load.hasTLS ? Stream.context() : nil
    let streams = (0..<load.connections).map {
        Stream(connected(to: load.port, from: 0x7F00_0002 + UInt32($0)), context)
    }
    var left = load.lines
    let start = ContinuousClock.now
    while left > 0 {
        let lines = min(left, load.linesPerWrite)
        load.pace((load.lines - left) * streams.count, since: start)
        for stream in streams { stream.write(block[..<(lines * load.length)]) }
        left -= lines
    }
    for stream in streams { stream.finish() }
    for stream in streams { stream.waitForEnd() }
}

guard let load = Load(Array(CommandLine.arguments.dropFirst())) else {
    print("usage: load [--tls] [--mixed] PORT CONNECTIONS LINES-PER-CONNECTION LINES-PER-WRITE [LINES-PER-SECOND]")
    exit(2)
}
send(load)
