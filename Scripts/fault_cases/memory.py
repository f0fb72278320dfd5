"""Each part of the bound on memory that Documentation/listeners.md states, driven towards it, and memory that runs short."""
import os
import resource
import socket
import ssl
import struct
import subprocess
import time

from .certificates import make_certificate
from .collector import Collector, configuration, file_handler, wait_until
from .load import WIDE, Load, connect_from, end, lines_of
from .row import Row, complete, expect

MIB = 1 << 20
IP_PKTINFO = 8  # of linux/in.h; Python 3.11 has no name for it
LOOPS = os.cpu_count()
QUEUE = 2 * (MIB + LOOPS * 8 * MIB)  # of one destination
RECEIVING = int(0.3 * MIB) * LOOPS
# Threads, the allocator, and what is the collector's own: not what senders decide.
OWN = 4 * MIB
KIB = 1 << 10
NULL = {"class": "logging.FileHandler", "filename": "/dev/null"}


class Growth:
    """How much memory a collector takes beyond what it had when nobody had sent anything."""

    def __init__(self, collector):
        self.collector, self.before = collector, collector.memory()

    def check(self, bound, least):
        """Fails unless the peak is between these, in bytes: below `least` the bound was not tried."""
        self.collector.note_peak()
        grown = (self.collector.peak - self.before) << 10
        expect(least <= grown <= bound + OWN, f"{grown / MIB:.1f} MiB more than before, "
               f"not {least / MIB:.1f} to {bound / MIB:.1f} MiB (and {OWN / MIB:.0f} for itself)")


def partial_frames(folder, scale):
    """600 messages of 200 kB that do not end, of which 64 MiB are held"""
    size, senders = 200_000, 600
    options = ["--listen", "tcp://127.0.0.1:0?name=others"]
    with Collector(folder, configuration({"null": NULL}), *options) as collector:
        port, other = collector.ports("TCP")
        growth, connections = Growth(collector), []
        load = Load(other, lines=10_000 * scale, seconds=3)
        for number in range(senders):
            connection = connect_from(f"127.50.{number // 200}.{1 + number % 200}", port)
            connection.sendall(b"<13>" + b"x" * (size - 4))
            connections.append(connection)
        load.finish()
        received = 'pysyslog_received_bytes_total{listener="127.0.0.1:%d"}' % port
        wait_until(lambda: collector.metrics()[received] == senders * size, "all bytes are read")
        growth.check(64 * MIB + QUEUE + RECEIVING + senders * 2_560, least=48 * MIB)
        for connection in connections:
            connection.sendall(b"\n")
            end(connection)
        growth.check(64 * MIB + QUEUE + RECEIVING + senders * 2_560, least=48 * MIB)
        account = collector.stop()
        total = load.all_lines + senders
        expect(account.received == account.delivered["null"] == total and not account.lost, account.line)
        return Row(f"{senders} connections; 4 others, evenly over 3 s", total, total, collector.peak)


def hello():
    """The first bytes of a TLS client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    outgoing = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()


def handshakes(folder, scale):
    """600 TLS handshakes that stop after the client's first message"""
    certificate, senders, first = folder / "server.pem", 600, hello()
    make_certificate(certificate, "server")
    options = ["--listen", "tcp://127.0.0.1:0", "--cert", certificate, "--key", certificate]
    with Collector(folder, configuration({"null": NULL}), *options) as collector:
        tls, plain = collector.ports("TCP")
        growth, connections = Growth(collector), []
        load = Load(plain, lines=10_000 * scale, seconds=3)
        for number in range(senders):
            connection = connect_from(f"127.51.{number // 200}.{1 + number % 200}", tls)
            connection.sendall(first)
            connections.append(connection)
        for connection in connections:
            connection.recv(5)  # The server has answered.
        load.finish()
        growth.check(senders * 48 * KIB + MIB + RECEIVING, least=senders * 30 * KIB)
        for connection in connections:
            connection.close()
        account = collector.stop()
        expect(account.received == account.delivered["null"] == load.all_lines, account.line)
        return Row(f"{senders} connections; 4 others, evenly over 3 s", load.all_lines, load.all_lines, collector.peak)


def datagrams(folder, scale):
    """The longest datagrams at 4 UDP listeners and a local socket"""
    path, each = folder / "socket", 400 * scale
    options = [option for _ in range(4) for option in ("--listen", "udp://127.0.0.1:0")]
    with Collector(folder, configuration({"null": NULL}), *options, "--listen", f"unix://{path}") as collector:
        growth, sent = Growth(collector), 0
        receivers = [(socket.AF_INET, ("127.0.0.1", port), 65_507) for port in collector.ports("UDP")]
        for family, address, size in [*receivers, (socket.AF_UNIX, str(path), 200_000)]:
            with socket.socket(family, socket.SOCK_DGRAM) as sender:
                sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
                for _ in range(each):
                    sender.sendto(b"x" * size, address)
                    sent += 1
        account = collector.stop()
        growth.check(64 * (4 * 64 + 256) * KIB + QUEUE + RECEIVING, least=24 * MIB)
        expect(account.received == account.delivered["null"], account.line)
        return Row("5 senders, as fast as they go", sent, account.received, collector.peak, account.lost)


def hold_up(folder, scale, prepare):
    """Senders are held up by an output with a queue of 20,000 messages; then it is read, and everything arrives."""
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "pysyslog": {"queue_size": 20_000}}
    output = folder / "out.log"
    with Collector(folder, configuration({"out": handler}), stdout=subprocess.PIPE) as collector:
        collector.metrics()  # Its server is at work then.
        growth, bound = Growth(collector), 2 * (20_000 * KIB + LOOPS * 8 * MIB) + RECEIVING
        prepare(collector, bound)
        # More than the queue and the buffers of all sockets hold.
        load = Load(collector.port("TCP"), lines=40_000 * scale, seconds=0, width=WIDE)
        load.wait_for_stall()
        growth.check(bound, least=18 * MIB)
        with open(output, "wb") as file:
            reader = subprocess.Popen(["cat"], stdin=collector.process.stdout, stdout=file)
        collector.process.stdout.close()
        load.finish()
        growth.check(bound, least=18 * MIB)
        account = collector.stop()
        reader.wait(60)
        return complete("4 connections, as fast as they go", load, account, lines_of(output), collector, "out")


def full_queue(folder, scale):
    """A queue of 20,000 messages of 1 KiB that nobody empties for a while"""
    return hold_up(folder, scale, lambda collector, bound: None)


def limited(folder, scale):
    """The same with memory limited (`RLIMIT_DATA`) to the bound of the queue"""
    def limit(collector, bound):
        most = (collector.memory("VmData") << 10) + bound
        resource.prlimit(collector.process.pid, resource.RLIMIT_DATA, (most, most))

    return hold_up(folder, scale, limit)


def memory_handler(folder, scale):
    """A `MemoryHandler` for more than the 16 MiB that it holds"""
    file = folder / "out.log"
    handlers = {"file": file_handler(file), "memory": {
        "class": "logging.handlers.MemoryHandler", "capacity": 10_000_000, "flushLevel": "CRITICAL", "target": "file"}}
    with Collector(folder, configuration(handlers, root=["memory"])) as collector:
        growth = Growth(collector)
        load = Load(collector.port("TCP"), lines=100_000 * scale, seconds=0)
        load.finish()
        account = collector.stop()
        # What it passes on is in the queue, where the writer has a buffer of its own, while it fills again.
        growth.check(3 * 16 * MIB + QUEUE + RECEIVING, least=16 * MIB)
        return complete("4 connections, as fast as they go", load, account, lines_of(file), collector)


def send_from_many(port, count, seconds):
    """Sends a datagram from each of so many addresses; the kernel takes the address from the control message."""
    target, start = ("127.0.0.1", port), time.monotonic()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for number in range(count):
            source = struct.pack(">I", (127 << 24) + (100 << 16) + number)
            information = struct.pack("=i4s4s", 0, source, bytes(4))
            sender.sendmsg([b"<13>once"], [(socket.IPPROTO_IP, IP_PKTINFO, information)], 0, target)
            if number % 100 == 99:
                time.sleep(max(0, start + seconds * (number + 1) / count - time.monotonic()))


def peers(folder, scale):
    """Datagrams from 200,000 addresses, one each"""
    count = 200_000 * scale
    with Collector(folder, configuration({"null": NULL}), "--listen", "udp://127.0.0.1:0") as collector:
        growth = Growth(collector)
        send_from_many(collector.port("UDP"), count, seconds=float(8 * scale))
        account = collector.stop()
        # Of 4,096 at the listener and as many that have left everything is kept, of the others an account. The tables are
        # as full as with a million, or have just grown to twice the size.
        growth.check(2 * account.received * 130 + 2 * 4_096 * 2 * KIB + MIB + RECEIVING, least=account.received * 100)
        expect(account.received == account.delivered["null"], account.line)
        return Row("200,000 senders, evenly over 8 s", count, account.received, collector.peak, account.lost)


CASES = [partial_frames, handshakes, datagrams, full_queue, limited, memory_handler, peers]
