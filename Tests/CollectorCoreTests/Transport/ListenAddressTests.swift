// ListenAddressTests.swift: the URLs of --listen: what they mean, and what is said of wrong ones.
import Testing

@testable import CollectorCore

@Suite("A URL to listen on")
struct ListenAddressTests {
    private static func named(_ name: String, _ address: ListenAddress) -> ListenAddress {
        var address = address
        address.name = name
        return address
    }

    private static func local(_ path: String) -> ListenAddress {
        var address = ListenAddress(.unixStream, path: path)
        address.access.mode = 0o640
        address.access.owner = "root"
        address.access.group = "0"
        return address
    }

    private static var smallBuffer: ListenAddress {
        var address = ListenAddress(.udp, host: "::", port: 514)
        address.receiveBuffer = 4_096
        return address
    }

    @Test(
        "is read as protocol, host, port and options",
        arguments: [
            ("tcp://127.0.0.1:514", ListenAddress(.tcp, host: "127.0.0.1", port: 514)),
            ("TLS://[::]:6514", ListenAddress(.tls, host: "::", port: 6514)),
            ("tcp://:0", ListenAddress(.tcp, host: "", port: 0)),
            ("udp://[::]:514?rcvbuf=4096", smallBuffer),
            ("unix:///dev/log", ListenAddress(.unixDatagram, path: "/dev/log")),
            ("unix:///run/log?type=stream&mode=0640&owner=root&group=0", local("/run/log")),
            ("tcp://log.example.com:5514?name=site", named("site", .init(.tcp, host: "log.example.com", port: 5514))),
        ])
    func read(url: String, expected: ListenAddress) throws {
        #expect(try ListenAddress(url: url) == expected)
    }

    @Test(
        "that is wrong is explained with what to try",
        arguments: [
            ("514", "tcp://HOST:PORT"), ("127.0.0.1:514", "tcp://HOST:PORT"),
            ("http://127.0.0.1:80", "'http' is unknown"),
            ("tcp://127.0.0.1", "the port is missing"), ("tcp://127.0.0.1:", "'' is no port"),
            ("tcp://127.0.0.1:65536", "'65536' is no port"), ("tcp://127.0.0.1:-1", "'-1' is no port"),
            ("tcp://::1:514", "in brackets"), ("tcp://[::1:514", "in brackets"), ("tcp://[host]:514", "in brackets"),
            ("tcp://514:514", "'514' is no host"), ("tcp://h:514/", "behind the port"),
            ("tcp://h:1?", nil), ("tcp://h:1?name", "'name' has no value"), ("tcp://h:1?name=", "has no value"),
            ("tcp://h:1?name=a&name=b", "stands twice"), ("tcp://h:1?mode=0666", "'mode' is no option"),
            ("tcp://h:1?name=a b", "a space"), ("udp://h:1?type=dgram", "rcvbuf=BYTES"),
            ("udp://h:1?rcvbuf=0", "rcvbuf=0"),
            ("udp://h:1?rcvbuf=1k", "rcvbuf=1k"), ("unix://run/log", "begins with a slash"),
            ("unix:///run/", "begins with a slash"), ("unix:///l?type=seqpacket", "type=seqpacket"),
            ("unix:///l?mode=0999", "three octal digits"), ("unix:///l?mode=7777", "three octal digits"),
            ("unix:///l?rcvbuf=1", "mode=0666"),
            ("unix:///" + String(repeating: "x", count: 107), "longer than 107 bytes"),
        ] as [(String, String?)])
    func wrong(url: String, mention: String?) throws {
        guard let mention else {
            _ = try ListenAddress(url: url)
            return
        }
        let mistake = #expect(throws: ListenAddress.Mistake.self) { try ListenAddress(url: url) }
        #expect(mistake?.description.contains(mention) == true, "\(mistake?.description ?? "")")
        #expect(mistake?.description.contains("'\(url)'") == true)
    }
}
