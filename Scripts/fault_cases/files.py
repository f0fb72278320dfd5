"""Log files and folders that are moved, removed and write-protected under load."""
import os
import shutil
import signal

from . import collector as collectors
from .collector import Collector, configuration, file_handler
from .load import Load, lines_of
from .row import complete, expect

NOBODY = 65534


def renamed(folder, scale):
    """File renamed 10 times, with SIGHUP each time"""
    file = folder / "out.log"
    with Collector(folder, configuration({"file": file_handler(file)})) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        moved = []
        for number in range(10):
            load.reach((number + 1) / 11)
            moved.append(folder / f"out.log.{number}")
            file.rename(moved[-1])
            collector.process.send_signal(signal.SIGHUP)
            collector.wait_for_log("reloaded", count=number + 1)
        load.finish()
        account = collector.stop()
        expect(all(path.stat().st_size for path in [*moved, file]), "a file is empty")
        return complete("4 connections, evenly over 4 s", load, account, lines_of(*moved, file), collector)


def folder_removed(folder, scale):
    """Folder of a `WatchedFileHandler` removed, later made again"""
    logs, kept = folder / "logs", folder / "kept.log"
    logs.mkdir()
    file = logs / "out.log"
    handler = file_handler(file, kind="WatchedFileHandler")
    with Collector(folder, configuration({"file": handler})) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        load.reach(0.2)
        os.link(file, kept)  # What was written before stays to be counted.
        shutil.rmtree(logs)
        collector.wait_for_log("no such file or directory")
        load.advance(10_000)
        logs.mkdir()
        load.finish()
        account = collector.stop()
        return complete("4 connections, evenly over 4 s", load, account, lines_of(kept, file), collector)


def read_only(folder, scale):
    """File of a `WatchedFileHandler` replaced by a read-only one, later writable"""
    logs, user, program = folder / "logs", None, None
    file, moved = logs / "out.log", logs / "moved.log"
    logs.mkdir()
    if os.getuid() == 0:  # Root may write to every file.
        user, program = NOBODY, shutil.copy2(collectors.PROGRAM, folder)
        folder.chmod(0o755)
        os.chown(logs, user, -1)
    handler = file_handler(file, kind="WatchedFileHandler")
    with Collector(folder, configuration({"file": handler}), program=program, user=user) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        load.reach(0.2)
        replacement = logs / "new.log"
        replacement.touch(mode=0o444)
        os.chown(replacement, NOBODY if user else -1, -1)
        os.link(file, moved)
        replacement.rename(file)
        collector.wait_for_log("permission denied")
        load.advance(10_000)
        file.chmod(0o644)
        load.finish()
        account = collector.stop()
        return complete("4 connections, evenly over 4 s", load, account, lines_of(moved, file), collector)


CASES = [renamed, folder_removed, read_only]
