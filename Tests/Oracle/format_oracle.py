"""Formats records with CPython's logging: JSON lines of cases on stdin, JSON lines of results on stdout.

JSON formatters are those of python-json-logger if that is installed; otherwise a transcription of their add_fields.
"""
import base64
import datetime
import json
import logging
import re
import sys

try:
    from pythonjsonlogger import json as new_package
except ImportError:
    new_package = None
try:
    from pythonjsonlogger import jsonlogger as old_package
except ImportError:
    old_package = None

FACILITIES = ("kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron "
              "local0 local1 local2 local3 local4 local5 local6 local7").split()
SEVERITIES = "emerg alert crit err warning notice info debug".split()
PATTERNS = {"%": r"%\((.+?)\)", "{": r"\{(.+?)\}"}
DEFAULTS = {"site": "Zürich \"1\"", "letter": "é", "count": 1234567, "ratio": -0.04999, "big": 1e22, "tiny": 1.5e-7,
            "yes": True, "nothing": None, "infinite": float("inf"), "wide": 12}


def record_of(case):
    ns = case["nanoseconds"]
    message = base64.b64decode(case["message"]).decode("utf-8", "surrogateescape")
    record = logging.makeLogRecord({})
    created = float(ns // 10**9) if ns % 10**9 == 0 else float(ns) / 1e9
    attributes = dict(
        name=case["name"], msg=message, args=(), levelno=case["levelno"],
        levelname=logging.getLevelName(case["levelno"]), pathname="(unknown file)", filename="(unknown file)",
        module="(unknown file)", lineno=0, funcName="(unknown function)", created=created,
        msecs=int((created - int(created)) * 1000) + 0.0,
        relativeCreated=(created - case["start"] / 1e9) * 1000, thread=case["process"], process=case["process"],
        threadName="MainThread", processName="MainProcess", taskName=None, peer=case["name"], peerPort=case["peerPort"],
        listener="[::]:1514", tlsSubject="CN=é", tlsVersion="TLSv1.3", facility="", severity="")
    found = re.match(r"<([0-9]{1,3})>", message)
    if found and int(found[1]) <= 191:
        attributes["facility"] = FACILITIES[int(found[1]) >> 3]
        attributes["severity"] = SEVERITIES[int(found[1]) & 7]
    record.__dict__.update(attributes)
    return record


class Transcribed(logging.Formatter):
    """The formatters of python-json-logger, as far as they are configured here."""

    def __init__(self, dialect, fmt, datefmt, style, validate, defaults, options):
        super().__init__(fmt, datefmt, style, validate)
        self.dialect, self.options = dialect, options
        self.given = defaults if dialect == "json" else {}
        if style != "$":
            self.names = re.findall(PATTERNS[style], self._fmt)
        elif dialect == "json":
            pattern = re.compile(r"\$(?:\$|\{(?P<braced>.+?)\}|(?P<named>[_a-z][_a-z0-9]*))", re.I)
            self.names = [m["braced"] or m["named"] for m in pattern.finditer(self._fmt) if m["braced"] or m["named"]]
        else:
            self.names = re.findall(r"\$\{(.+?)\}", self._fmt)

    def format(self, record):
        record.message = record.getMessage()
        if "asctime" in self.names:
            record.asctime = self.formatTime(record, self.datefmt)
        renames = self.options["rename_fields"]
        early = renames if self.dialect == "json" else {}
        members = {}
        for values in (self.given, {name: record.__dict__.get(name) for name in self.names},
                       self.options["static_fields"]):
            for key, value in values.items():
                members[early.get(key, key)] = value
        if key := self.options["timestamp"]:
            stamp = datetime.datetime.fromtimestamp(record.created, tz=datetime.timezone.utc)
            members[early.get(key, key)] = stamp.isoformat()
        if self.dialect == "jsonlogger":
            for old, new in renames.items():
                members[new] = members[old]
                del members[old]
        return self.options["prefix"] + json.dumps(members, ensure_ascii=self.options["json_ensure_ascii"])


def formatter_of(case, record):
    arguments = case["format"], case["datefmt"], case["style"], case["validate"]
    if not (options := case["json"]):
        return logging.Formatter(*arguments, defaults=DEFAULTS)
    options = dict(options)
    dialect = options.pop("dialect")
    # An attribute of our own is printed where the format names it, as those of Python are.
    reserved = list(record.__dict__) + ["message", "asctime"]
    if dialect == "json" and new_package:
        return new_package.JsonFormatter(*arguments, defaults=DEFAULTS, reserved_attrs=reserved, **options)
    if dialect == "jsonlogger" and old_package and not new_package:
        return old_package.JsonFormatter(*arguments, reserved_attrs=reserved, **options)
    return Transcribed(dialect, *arguments, DEFAULTS, options)


def result_of(case):
    try:
        record = record_of(case)
        formatter = formatter_of(case, record)
        for attribute in "default_time_format", "default_msec_format":
            setattr(formatter, attribute, case[attribute])
        text = formatter.format(record)
        if case["json"]:
            text = re.sub("[\udc80-\udcff]", "\N{REPLACEMENT CHARACTER}", text)
        return {"text": base64.b64encode(text.encode("utf-8", "surrogateescape")).decode()}
    except Exception as error:
        return {"refusal": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(result_of(json.loads(line))))
