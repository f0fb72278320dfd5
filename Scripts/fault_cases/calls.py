"""System calls of the collector that fail: every nth of them, as a preloaded library decides."""
import errno

from .certificates import TLSClient, make_certificate
from .collector import Collector, configuration, file_handler, wait_until
from .datagrams import DatagramLoad
from .load import Load, check_complete, check_order, connect_from, end, line, lines_of
from .network import syslog_handler
from .preloaded import SHORTENED, Preloaded
from .receivers import StreamReceiver, syslog_records
from .row import Row, complete, expect

LOAD = "4 connections, evenly over 3 s"
WRITING = [
    ("write", 3, SHORTENED), ("write", 7, errno.ENOSPC), ("write", 11, errno.EINTR), ("write", 13, errno.EIO),
    ("write", 17, errno.EDQUOT),
]
ROLLING = [("open", 2, errno.EMFILE), ("open", 5, errno.ENOSPC), ("rename", 4, errno.EBUSY), ("rename", 7, errno.EACCES)]
ROLLOVER_PAUSE = 60  # seconds until a rollover that has failed is tried again
RECEIVING = [
    (call, every, error) for call in ("recv", "read")
    for every, error in [(2, SHORTENED), (5, errno.EINTR), (7, errno.EAGAIN)]
] + [("recv", 11, errno.ENOBUFS), ("recv", 13, errno.ENOMEM)]
DATAGRAMS = [("recvmmsg", 2, SHORTENED), ("recvmmsg", 3, errno.EINTR), ("recvmmsg", 7, errno.ENOBUFS), ("recvmmsg", 11, errno.ENOMEM)]
ACCEPTING = [
    ("accept4", every, error) for every, error in [
        (2, errno.ECONNABORTED), (3, errno.EINTR), (5, errno.EPROTO), (37, errno.EMFILE), (41, errno.ENFILE),
        (43, errno.ENOBUFS), (47, errno.ENOMEM)]
]
WAITING = [("epoll_wait", 3, errno.EINTR), ("poll", 3, errno.EINTR)]
SENDING = [("send", 2, SHORTENED), ("send", 5, errno.EINTR), ("send", 7, errno.EAGAIN)]
WATCHING = [("epoll_ctl", 10, errno.ENOMEM), ("epoll_ctl", 17, errno.ENOSPC)]


def writing(folder, scale):
    """`write` of a file cut short or failing with ENOSPC, EINTR, EIO or EDQUOT, every other time"""
    file, faults = folder / "out.log", Preloaded(folder, *WRITING, *WAITING)
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, environment=faults.environment) as collector:
        load = Load(collector.port("TCP"), lines=5_000 * scale, seconds=3)
        load.finish()
        account = collector.stop()
        faults.expect_hits()
        expect("no space left" in collector.log, "a failed write is not in the log")
        return complete(LOAD, load, account, lines_of(file), collector)


def rolling_over(folder, scale):
    """`open` and `rename` failing while files roll over: EMFILE, ENOSPC, EBUSY, EACCES"""
    file, faults = folder / "out.log", Preloaded(folder, *ROLLING)
    handler = {**file_handler(file, kind="RotatingFileHandler"), "maxBytes": 100_000 * scale, "backupCount": 1_000, "delay": True}
    with Collector(folder, configuration({"file": handler}), environment=faults.environment) as collector:
        load = Load(collector.port("TCP"), lines=10_000 * scale, seconds=3)
        for minutes in range(1, 20):
            load.reach(minutes / 20)
            faults.move_clock(minutes * (ROLLOVER_PAUSE + 1))
        load.finish()
        account = collector.stop()
        faults.expect_hits()
        # Where a rename failed between two others, a number is left out.
        backups = sorted(folder.glob("out.log.*"), key=lambda path: -int(path.suffix[1:]))
        expect(len(backups) > 2, f"{len(backups)} files were rolled over")
        return complete(LOAD, load, account, lines_of(*backups, file), collector)


def receiving(folder, scale):
    """`recv` and `read` of connections, TLS too, cut short or failing: EINTR, EAGAIN, ENOBUFS, ENOMEM"""
    file, certificate, faults = folder / "out.log", folder / "server.pem", Preloaded(folder, *RECEIVING, *WAITING)
    make_certificate(certificate, "server")
    options = ["--listen", "tcp://127.0.0.1:0", "--cert", certificate, "--key", certificate]
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, *options, environment=faults.environment) as collector:
        tls, plain = collector.ports("TCP")
        loads = [
            Load(plain, lines=25_000 * scale, peers=2, seconds=3),
            Load(tls, lines=25_000 * scale, peers=2, seconds=3, network=8, connect=TLSClient),
        ]
        for load in loads:
            load.finish()
        account = collector.stop()
        faults.expect_hits()
        texts = lines_of(file)
        delivered = sum(check_complete(load, [text for text in texts if text.startswith(network)])
                        for load, network in zip(loads, (b"127.7.", b"127.8.")))
        expect(account.received == account.delivered["file"] == len(texts) == delivered, account.line)
        expect(account.nothing_lost, account.line)
        return Row("2 TCP and 2 TLS connections, evenly over 3 s", sum(load.all_lines for load in loads), delivered, collector.peak)


def datagrams(folder, scale):
    """`recvmmsg` giving fewer datagrams or failing: EINTR, ENOBUFS, ENOMEM"""
    file, peers, lines = folder / "out.log", 4, 10_000 * scale
    faults = Preloaded(folder, *DATAGRAMS, *WAITING)
    text = configuration({"file": file_handler(file)})
    with Collector(folder, text, "--listen", "udp://127.0.0.1:0?name=udp", environment=faults.environment) as collector:
        DatagramLoad(collector.port("UDP"), lines, peers).finish()
        # At once: what the socket still holds is read at the end.
        account = collector.stop()
        faults.expect_hits()
        delivered = check_order(lines_of(file))
        expect(account.received == account.delivered["file"] == delivered, account.line)
        expect(set(account.lost) <= {"receive buffer full"}, account.line)
        return Row("4 UDP senders, as fast as they go", peers * lines, delivered, collector.peak, account.lost)


def accepting(folder, scale):
    """`accept4` failing every other time: ECONNABORTED, EINTR, EPROTO, EMFILE, ENFILE, ENOBUFS, ENOMEM"""
    file, connections = folder / "out.log", 500 * scale
    faults = Preloaded(folder, *ACCEPTING)
    with Collector(folder, configuration({"file": file_handler(file)}), environment=faults.environment) as collector:
        port = collector.port("TCP")
        load = Load(port, lines=25_000 * scale, seconds=3)
        expected = []
        for number in range(connections):
            peer = f"127.46.{number >> 8}.{number & 0xFF}"
            connection = connect_from(peer, port)
            connection.sendall(line(0))
            expected.append(peer.encode())
            connection.close()  # Without waiting: it may end before it is accepted.
        load.finish()
        total = load.all_lines + connections
        wait_until(lambda: file.read_bytes().count(b"\n") == total, "the lines of the short connections")
        account = collector.stop()
        faults.expect_hits()
        texts = lines_of(file)
        single = [text.split(b" ")[0] for text in texts if text.startswith(b"127.46.")]
        expect(sorted(single) == sorted(expected), f"{len(single)} lines of {connections} short connections")
        delivered = check_complete(load, [text for text in texts if not text.startswith(b"127.46.")]) + len(single)
        expect(account.received == account.delivered["file"] == delivered and account.nothing_lost, account.line)
        return Row(f"4 connections, evenly over 3 s; {connections} short ones", total, delivered, collector.peak)


def sending(folder, scale):
    """`send` of `SysLogHandler` (TCP) cut short or failing: EINTR, EAGAIN"""
    receiver, faults = StreamReceiver(), Preloaded(folder, *SENDING, *WAITING)
    receiver.is_reading.set()
    receiver.listen()
    text = configuration({"net": syslog_handler(receiver.port)})
    with Collector(folder, text, environment=faults.environment) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=3)
        load.finish()
        account = collector.stop()
        receiver.thread.join(30)
        faults.expect_hits()
        return complete(LOAD, load, account, syslog_records(b"".join(receiver.connections)), collector, "net")


def watching(folder, scale):
    """`epoll_ctl` failing for every tenth connection: ENOMEM, ENOSPC"""
    file, connections = folder / "out.log", 200 * scale
    faults = Preloaded(folder, *WATCHING)
    with Collector(folder, configuration({"file": file_handler(file)}), environment=faults.environment) as collector:
        port = collector.port("TCP")
        for number in range(connections):
            connection = connect_from(f"127.46.{number >> 8}.{number & 0xFF}", port)
            try:
                connection.sendall(line(0))
                end(connection)
            except OSError:
                connection.close()  # It was closed before everything was said.
        metric = 'pysyslog_connections_refused_total{reason="no_kernel_memory_to_watch_it"}'
        refused = int(collector.metrics()[metric])
        account = collector.stop()
        faults.expect_hits()
        texts = lines_of(file)
        expect(refused > 0 and "cannot be watched" in collector.log, f"{refused} refused connections are counted")
        expect(account.received == account.delivered["file"] == len(texts), account.line)
        expect(f"{refused} connections closed (no kernel memory to watch" in account.line, account.line)
        dropped = {"connections closed: no kernel memory to watch them": refused}
        return Row(f"{connections} short connections, one line each", connections, len(texts), collector.peak, dropped)


CASES = [writing, rolling_over, receiving, datagrams, accepting, sending, watching]
