"""Asks CPython's TimedRotatingFileHandler when it rolls over: JSON lines of cases on stdin, of answers on stdout.

The time zone is that of the process. A handler without a file is enough: its clock, its directory and its renaming are
replaced. Only 3.11 and its forerunners are the reference: later versions compute other times.
"""
import datetime
import json
import logging.handlers
import os
import sys
import time


class Recorder(logging.handlers.TimedRotatingFileHandler):
    def __init__(self, case):
        seconds = case.get("atTime")
        at_time = None if seconds is None else datetime.time(seconds // 3600, seconds // 60 % 60, seconds % 60)
        path = os.path.join(os.sep, "nonexistent", "x")
        super().__init__(path, when=case["when"], interval=case["interval"], utc=case["utc"], atTime=at_time,
                         delay=True)
        self.suffix_of_file = None

    def rotate(self, source, dest):
        self.suffix_of_file = dest.removeprefix(self.baseFilename + ".")


def answer(case):
    handler = Recorder(case)
    due = handler.computeRollover(case["time"])
    handler.rolloverAt = due
    rolled = max(int(due), case["time"]) + case["later"]
    original, time.time = time.time, lambda: rolled
    try:
        handler.doRollover()
    finally:
        time.time = original
    return {"next": due, "following": handler.rolloverAt, "suffix": handler.suffix_of_file}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
