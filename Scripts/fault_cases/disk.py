"""A file system that is full for a while: a small tmpfs, which only root can mount."""
import contextlib
import subprocess

from .collector import Collector, configuration, file_handler
from .load import Load, check_order, lines_of
from .row import Row, complete, expect


@contextlib.contextmanager
def full_disk(folder, size=4 << 20):
    """A tmpfs of 48 MiB with `size` bytes free; what is yielded is its folder and the file that fills it."""
    disk = folder / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "pysyslog-faults", disk], check=True)
    try:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes((48 << 20) - size))
        yield disk, ballast
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def full_then_freed(folder, scale):
    """Disk full, then freed; senders wait"""
    with full_disk(folder) as (disk, ballast):
        file = disk / "out.log"
        with Collector(folder, configuration({"file": file_handler(file)})) as collector:
            # More than the free space, the queue and the buffers of two connections hold.
            load = Load(collector.port("TCP"), lines=200_000, peers=2, seconds=0)
            load.wait_for_stall()
            expect("no space left" in collector.log, f"a full disk is not in the log:\n{collector.log}")
            ballast.unlink()
            load.finish()
            account = collector.stop()
            return complete("2 connections, as fast as they go", load, account, lines_of(file), collector)


def full_with_drops(folder, scale):
    """Disk full with `when_full: drop_newest`, then freed"""
    with full_disk(folder) as (disk, ballast):
        file = disk / "out.log"
        handler = file_handler(file, when_full="drop_newest", queue_size=5_000)
        with Collector(folder, configuration({"file": handler})) as collector:
            load = Load(collector.port("TCP"), lines=25_000, peers=8, seconds=0)
            load.finish()
            ballast.unlink()
            account = collector.stop()
            texts = lines_of(file)
            expect(account.received == load.all_lines, account.line)
            expect(account.delivered["file"] == check_order(texts) == len(texts), account.line)
            expect(account.lost.get("queue full", 0) > 0, account.line)
            return Row("8 connections, as fast as they go", load.all_lines, len(texts), collector.peak, account.lost)


CASES = [full_then_freed, full_with_drops]
NEEDS_ROOT = CASES
