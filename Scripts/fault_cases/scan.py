"""A port scan: connections that say nothing, probes for other protocols, and packets without a connection."""
import itertools
import socket
import struct

from .collector import Collector, configuration, file_handler, wait_until
from .hostile import HELLO
from .load import Load, check_complete, connect_from, end, lines_of
from .row import Row, expect

SCANNERS = [f"127.47.0.{number}" for number in range(1, 21)]
FIN, SYN, RST, PUSH, ACK, URGENT = (1 << bit for bit in range(6))
# Of a half-open scan, of one for FIN, of one without flags, of a Christmas tree, and of one for ACK.
PACKETS = [SYN, FIN, 0, FIN | PUSH | URGENT, ACK, SYN | FIN]
# What nmap's probes of services send, and the lines that come of them.
PROBES = {
    b"\r\n\r\n": [b"", b""],
    b"GET / HTTP/1.0\r\n\r\n": [b"GET / HTTP/1.0", b""],
    b"OPTIONS / RTSP/1.0\r\n\r\n": [b"OPTIONS / RTSP/1.0", b""],
    b"HELP\r\n": [b"HELP"],
    b"SSH-2.0-OpenSSH_9.2\r\n": [b"SSH-2.0-OpenSSH_9.2"],
    b"EHLO scanner.example\r\nQUIT\r\n": [b"EHLO scanner.example", b"QUIT"],
    b"OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm\r\n\r\n": [b"OPTIONS sip:nm SIP/2.0", b"Via: SIP/2.0/TCP nm", b""],
    b"\x01default\n": [b"\x01default"],
}
# Binary probes: a TLS hello, SMB, RDP, RPC, DNS, LDAP. How many lines they are depends on the bytes in them.
BINARY = [
    HELLO, b"\0\0\0\xa4\xffSMB\x72\0\0\0\0\x08\x01\x40", b"\x03\0\0\x0b\x06\xe0\0\0\0\0\0",
    b"\x80\0\0\x28\x72\xfe\x1d\x13\0\0\0\0\0\0\0\x02\0\x01\x86\xa0", b"\0\x1e\0\x06\x01\0\0\x01\0\0\0\0\0\0\x07version\x04bind",
    b"0\x0c\x02\x01\x01`\x07\x02\x01\x02\x04\0\x80\0",
]


def packet(source, target, port, flags):
    """An IPv4 packet with a TCP header and these flags; the kernel fills in the checksum of IP."""
    addresses = socket.inet_aton(source) + socket.inet_aton(target)
    header = struct.pack(">HHLLBBHHH", 40_000, port, 1, 0, 5 << 4, flags, 1_024, 0, 0)
    words = struct.unpack(">16H", addresses + struct.pack(">HH", socket.IPPROTO_TCP, len(header)) + header)
    total = sum(words)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    header = header[:16] + struct.pack(">H", ~total & 0xFFFF) + header[18:]
    return struct.pack(">BBHHHBBH", 0x45, 0, 0, 0, 0, 64, socket.IPPROTO_TCP, 0) + addresses + header


def scan(port):
    """One scan from every address."""
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        for scanner, flags in itertools.product(SCANNERS, PACKETS):
            raw.sendto(packet(scanner, "127.0.0.1", port, flags), ("127.0.0.1", 0))
    for scanner in SCANNERS:
        connect_from(scanner, port).close()
        reset = connect_from(scanner, port)
        reset.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        reset.close()
        for probe in [*PROBES, *BINARY]:
            connection = connect_from(scanner, port)
            connection.sendall(probe)
            end(connection)


def scanned(folder, scale):
    """10 port scans from 20 addresses: half-open, without flags, reset at once, probes for HTTP, SSH, TLS, SMB and others"""
    file, scans = folder / "out.log", 10 * scale
    with Collector(folder, configuration({"file": file_handler(file)})) as collector:
        port, before = collector.port("TCP"), collector.descriptors
        load = Load(port, lines=25_000 * scale, seconds=4)
        for _ in range(scans):
            scan(port)
        load.finish()
        wait_until(lambda: collector.descriptors <= before, "all connections are closed")
        account = collector.stop()
        texts = lines_of(file)
        of_scanners = [text.split(b" ", 1) for text in texts if text.startswith(b"127.47.")]
        expected = {}
        for lines in PROBES.values():
            for line in lines:
                expected[line] = expected.get(line, 0) + 1
        for scanner in SCANNERS:
            found = [text for address, text in of_scanners if address == scanner.encode()]
            for line, count in expected.items():
                expect(line == b"" or found.count(line) == count * scans, f"{scanner}: {found.count(line)} times {line}")
            expect(len(found) % scans == 0, f"{scanner}: {len(found)} lines of {scans} equal scans")
        delivered = check_complete(load, [text for text in texts if not text.startswith(b"127.47.")]) + len(of_scanners)
        sent = load.all_lines + len(of_scanners)
        expect(account.received == account.delivered["file"] == sent and account.nothing_lost, account.line)
        return Row("4 connections, evenly over 4 s", sent, delivered, collector.peak)


CASES = [scanned]
NEEDS_ROOT = CASES  # for packets without a connection
