"""What SocketHandler and HTTPHandler of CPython 3.11 make of records.

Reads lines of JSON, {"name", "level", "message" (base64), "created" (ns), "start" (ns), "process"}; prints for each
{"pickle": base64 with its length, "form": text, or null where CPython fails}.
"""
import base64
import json
import logging.handlers
import sys
import urllib.parse

unknown = "(unknown file)"
socket = logging.handlers.SocketHandler("host", 1)
for line in sys.stdin:
    case = json.loads(line)
    created = case["created"] / 1e9
    record = logging.LogRecord.__new__(logging.LogRecord)
    record.__dict__.update(
        name=case["name"],
        msg=base64.b64decode(case["message"]).decode("utf-8", "surrogateescape"),
        args=(),
        levelname=logging.getLevelName(case["level"]),
        levelno=case["level"],
        pathname=unknown,
        filename=unknown,
        module=unknown,
        exc_info=None,
        exc_text=None,
        stack_info=None,
        lineno=0,
        funcName="(unknown function)",
        created=created,
        msecs=int((created - int(created)) * 1000) + 0.0,
        relativeCreated=(created - case["start"] / 1e9) * 1000,
        thread=case["process"],
        threadName="MainThread",
        processName="MainProcess",
        process=case["process"],
    )
    try:
        form = urllib.parse.urlencode(record.__dict__)
    except UnicodeEncodeError:
        form = None
    print(json.dumps({"pickle": base64.b64encode(socket.makePickle(record)).decode(), "form": form}))
