"""Destinations in the network that are down, silent, refuse or reset for a while, and then are back."""
from .collector import Collector, configuration
from .load import Load, check_order, numbers_of
from .receivers import StreamReceiver, WebReceiver, pickled_records, syslog_records
from .row import Row, complete, expect

LOAD = "4 connections, evenly over 4 s"


def syslog_handler(port):
    kind = "ext://socket.SOCK_STREAM"
    return {"class": "logging.handlers.SysLogHandler", "address": ["127.0.0.1", port], "socktype": kind}


def socket_handler(port):
    return {"class": "logging.handlers.SocketHandler", "host": "127.0.0.1", "port": port}


def down_then_back(folder, scale, handler, records):
    receiver = StreamReceiver()
    receiver.is_reading.set()
    with Collector(folder, configuration({"net": handler(receiver.port)})) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        collector.wait_for_log("connection refused")
        load.advance(5_000)
        receiver.listen()
        load.finish()
        account = collector.stop()
        receiver.thread.join(30)
        return complete(LOAD, load, account, records(b"".join(receiver.connections)), collector, "net")


def syslog_down(folder, scale):
    """Receiver of `SysLogHandler` (TCP) down, later back"""
    return down_then_back(folder, scale, syslog_handler, syslog_records)


def socket_down(folder, scale):
    """Receiver of `SocketHandler` down, later back"""
    return down_then_back(folder, scale, socket_handler, pickled_records)


def silent_then_reading(folder, scale, handler, records):
    receiver = StreamReceiver()
    receiver.listen()
    with Collector(folder, configuration({"net": handler(receiver.port)})) as collector:
        # More than the queue and the buffers of all sockets hold.
        load = Load(collector.port("TCP"), lines=200_000 * scale, peers=2, seconds=0)
        load.wait_for_stall()
        receiver.is_reading.set()
        load.finish()
        account = collector.stop()
        receiver.thread.join(30)
        words = "2 connections, as fast as they go"
        return complete(words, load, account, records(b"".join(receiver.connections)), collector, "net")


def syslog_silent(folder, scale):
    """Receiver of `SysLogHandler` (TCP) accepts and reads nothing, later reads"""
    return silent_then_reading(folder, scale, syslog_handler, syslog_records)


def socket_silent(folder, scale):
    """Receiver of `SocketHandler` accepts and reads nothing, later reads"""
    return silent_then_reading(folder, scale, socket_handler, pickled_records)


def resetting(folder, scale, handler, records):
    receiver, resets = StreamReceiver(resets=10), 10
    receiver.is_reading.set()
    receiver.listen()
    with Collector(folder, configuration({"net": handler(receiver.port)})) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        load.finish()
        account = collector.stop()
        receiver.thread.join(30)
        expect(account.received == account.delivered["net"] == load.all_lines and account.nothing_lost, account.line)
        expect(len(receiver.connections) == resets + 1, f"{len(receiver.connections)} connections")
        # A line that was not acknowledged in time is sent again; one that the receiver's kernel acknowledged is not, though
        # the receiver never read it.
        found = set()
        for data in receiver.connections:
            texts = records(data)
            check_order(texts)  # Of one connection; the next one repeats a few.
            found.update((peer, number) for peer, numbers in numbers_of(texts).items() for number in numbers)
        unread = load.all_lines - len(found)
        expect(unread * 80 <= resets << 17, f"{unread} lines are missing, more than 10 receive buffers hold")
        return Row(LOAD, load.all_lines, len(found), collector.peak, {"acknowledged, but not read before the reset": unread})


def syslog_reset(folder, scale):
    """Receiver of `SysLogHandler` (TCP) resets 10 connections"""
    return resetting(folder, scale, syslog_handler, syslog_records)


def socket_reset(folder, scale):
    """Receiver of `SocketHandler` resets 10 connections"""
    return resetting(folder, scale, socket_handler, pickled_records)


def web_server(folder, scale):
    """Server of `HTTPHandler` down, then answers 503 to 50 requests, then nothing to 5, then all"""
    server = WebReceiver(refused=50, broken=5)
    handler = {"class": "logging.handlers.HTTPHandler", "host": f"127.0.0.1:{server.port}", "url": "/log", "method": "POST"}
    with Collector(folder, configuration({"net": handler}), "--drain-timeout", "60") as collector:
        load = Load(collector.port("TCP"), lines=500 * scale, seconds=1)
        collector.wait_for_log("cannot send to")
        server.listen()
        load.finish()
        account = collector.stop()
        server.shutdown()
        server.server_close()
        delivered = check_order(server.texts)
        expect(account.received == load.all_lines and account.delivered["net"] == delivered, account.line)
        expect(account.lost == {"refused by the server": 50}, account.line)
        return Row("4 connections", load.all_lines, delivered, collector.peak, account.lost)


CASES = [syslog_down, socket_down, syslog_silent, socket_silent, syslog_reset, socket_reset, web_server]
