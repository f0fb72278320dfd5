"""Reloads under load: configurations that change, and configurations that are broken."""
import time

from .collector import Collector, configuration, file_handler
from .datagrams import DatagramLoad
from .load import Load, check_complete, check_order, lines_of
from .row import Row, complete, expect


def changing(folder, scale):
    """20 SIGHUPs, each with another configuration"""
    everything = folder / "all.log"

    def settings(number):
        return configuration({
            "file": file_handler(everything),
            f"part{number}": file_handler(folder / f"{number}.log"),
        })

    with Collector(folder, settings(0)) as collector:
        load = Load(collector.port("TCP"), lines=50_000 * scale, seconds=5)
        for number in range(1, 21):
            load.reach(number / 21)
            collector.reload(settings(number))
            collector.wait_for_log("reloaded: 1 handler added", count=number)
        load.finish()
        account = collector.stop()
        # The files of all configurations, one after the other, contain every line once and in order too.
        parts = [folder / f"{number}.log" for number in range(21)]
        expect(all(part.stat().st_size for part in parts), "a configuration received nothing")
        check_complete(load, lines_of(*parts))
        removed = account.delivered["20 removed handlers"] + account.delivered["part20"]
        expect(removed == load.all_lines, account.line)
        return complete("4 connections, evenly over 5 s", load, account, lines_of(everything), collector)


def broken(folder, scale):
    """Configuration broken and mended 5 times, with SIGHUPs"""
    file = folder / "out.log"
    right = configuration({"file": file_handler(file)})
    wrong = [
        right[:-10], right.replace('"DEBUG"', '"LOUD"'), "", right.replace("FileHandler", "NoSuchHandler"),
        right.replace('"handlers": ["file"]', '"handlers": ["nowhere"]'),
    ]
    with Collector(folder, right) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        for number, text in enumerate(wrong):
            load.reach((2 * number + 1) / 11)
            collector.reload(text)
            collector.wait_for_log("not reloaded", count=number + 1)
            load.reach((2 * number + 2) / 11)
            collector.reload(right)
            collector.wait_for_log("reloaded: nothing changed", count=number + 1)
        load.finish()
        account = collector.stop()
        return complete("4 connections, evenly over 4 s", load, account, lines_of(file), collector)


def datagrams(folder, scale):
    """20 SIGHUPs, each with another configuration, under UDP"""
    everything, peers, lines = folder / "all.log", 4, 12_500 * scale

    def settings(number):
        return configuration({
            "file": file_handler(everything),
            f"part{number}": file_handler(folder / f"{number}.log"),
        })

    with Collector(folder, settings(0), "--listen", "udp://127.0.0.1:0?name=udp") as collector:
        load = DatagramLoad(collector.port("UDP"), lines, peers, seconds=5)
        start = time.monotonic()
        for number in range(1, 21):
            time.sleep(max(0, start + 5 * number / 21 - time.monotonic()))
            collector.reload(settings(number))
            collector.wait_for_log("reloaded: 1 handler added", count=number)
        load.finish()
        account = collector.stop()
        parts = [folder / f"{number}.log" for number in range(21)]
        expect(all(part.stat().st_size for part in parts), "a configuration received nothing")
        delivered = check_order(lines_of(*parts))
        removed = account.delivered["20 removed handlers"] + account.delivered["part20"]
        expect(account.received == removed == delivered == check_order(lines_of(everything)), account.line)
        expect(set(account.lost) <= {"receive buffer full"}, account.line)
        return Row("4 UDP senders, evenly over 5 s", load.all_lines, delivered, collector.peak, account.lost)


CASES = [changing, broken, datagrams]
