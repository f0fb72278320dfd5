"""The clock is set while lines come: forward and back, by hours and days."""
import datetime
import json

from .collector import Collector, configuration, file_handler
from .load import Load, lines_of
from .preloaded import Preloaded
from .row import complete, expect

HOUR = 3_600
OFFSETS = [2 * HOUR, -3 * HOUR, 24 * HOUR, -24 * HOUR, HOUR, 400 * 24 * HOUR, -HOUR, 0]


def set_forward_and_back(folder, scale):
    """Clock set forward and back by 1 hour to 400 days, 8 times, with a `TimedRotatingFileHandler`"""
    file, faults = folder / "out.log", Preloaded(folder)
    handler = {**file_handler(file, kind="TimedRotatingFileHandler"), "when": "H", "formatter": "dated"}
    text = json.loads(configuration({"file": handler}))
    text["formatters"]["dated"] = {"format": "%(asctime)s|%(name)s %(message)s"}
    # What counts durations must not see the jumps.
    options = ["--stats-interval", "1", "--idle-timeout", "30", "--max-connection-age", "60", "--silent-after", "30"]
    with Collector(folder, json.dumps(text), *options, environment=faults.environment) as collector:
        load = Load(collector.port("TCP"), lines=25_000 * scale, seconds=4)
        for number, offset in enumerate(OFFSETS, 1):
            load.reach(number / (len(OFFSETS) + 1))
            faults.move_clock(offset)
        load.finish()
        account = collector.stop(seconds=10)
        files = sorted(folder.glob("out.log*"), key=lambda path: path.stat().st_mtime_ns)
        # One for each jump beyond the end of the current hour, and one if an hour really ended meanwhile.
        expect(2 < len(files) <= len(OFFSETS) + 2, f"files: {[path.name for path in files]}")
        dates, texts = zip(*(text.split(b"|", 1) for text in lines_of(*files)))
        now = datetime.datetime.now()
        seen = {round((datetime.datetime.strptime(date.decode(), "%Y-%m-%d %H:%M:%S,%f") - now).total_seconds() / HOUR)
                for date in set(dates)}
        # Local time may change by an hour within 400 days.
        missing = [offset for offset in OFFSETS if not seen & {offset // HOUR + shift for shift in (-1, 0, 1)}]
        expect(not missing, f"no line has the time of offsets {missing}; hours from now: {sorted(seen)}")
        expect("fell silent" not in collector.log and "silent" not in account.line, collector.log[-500:])
        return complete("4 connections, evenly over 4 s", load, account, texts, collector)


CASES = [set_forward_and_back]
