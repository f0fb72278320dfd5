// main.swift: sends numbered syslog lines as fast as they are taken, over some connections, and stops by itself.
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

    init?(_ arguments: [String]) {
        let numbers = arguments.compactMap { Int($0) }
        guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 }), let port = UInt16(exactly: numbers[0]) else {
            return nil
        }
        (self.port, connections, lines, linesPerWrite) = (port, numbers[1], numbers[2], numbers[3])
    }

    /// A block of lines as an RFC 5424 sender writes them.
    var block: [UInt8] {
        let header = "<34>1 2026-11-23T22:14:15.003Z host.example.com app 1234 ID47 - "
        var line = Array(header.utf8)
        while line.count < length - 1 { line.append(UInt8(ascii: "a") + UInt8(line.count % 26)) }
        line.append(10)
        return Array((0..<linesPerWrite).map { _ in line }.joined())
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
    guard failed == 0 else {
        perror("load: connect")
        exit(1)
    }
    return descriptor
}

func send(_ load: Load) {
    let block = load.block
    // Every connection is a peer of its own: any 127.x.y.z can be one.
    let sockets = (0..<load.connections).map { connected(to: load.port, from: 0x7F00_0002 + UInt32($0)) }
    var left = load.lines
    while left > 0 {
        let lines = min(left, load.linesPerWrite)
        let bytes = lines * load.length
        for socket in sockets {
            var sent = 0
            while sent < bytes {
                let count = block.withUnsafeBytes { write(socket, $0.baseAddress! + sent, bytes - sent) }
                guard count > 0 else {
                    perror("load: write")
                    exit(1)
                }
                sent += count
            }
        }
        left -= lines
    }
    for socket in sockets { shutdown(socket, CInt(SHUT_WR)) }
    for socket in sockets {
        // The end of the other side: it has read everything.
        var byte: UInt8 = 0
        _ = read(socket, &byte, 1)
        close(socket)
    }
}

guard let load = Load(Array(CommandLine.arguments.dropFirst())) else {
    print("usage: load PORT CONNECTIONS LINES-PER-CONNECTION LINES-PER-WRITE")
    exit(2)
}
send(load)
