"""Random logging configurations, and what CPython's logging makes of lines sent under them.

    pysyslog_oracle.py SEED COUNT FOLDER

For each case FOLDER/N holds `logging.json`, `lines.json` (a list of [peer, [lines in hexadecimal]], in the order of
sending) and `expected/`: the files that the configuration's handlers wrote, and `stdout` and `stderr`. Each case runs in
a process of its own, as the Python tool runs: one INFO record for each line, on the logger named after its peer.
"""
import json
import logging
import logging.config
import logging.handlers
import os
import pathlib
import random
import sys

PEERS = ["127.0.0.1", "127.0.0.2", "127.0.0.20", "127.1.2.3", "127.10.0.1"]
NAMES = ["127", "127.0", "127.0.0", "127.0.0.1", "127.0.0.2", "127.1", "127.1.2.3", "10", "", "root"]
LEVELS = ["DEBUG", "INFO", "WARNING", "NOTSET", 5, 20, 21, "ERROR", None]
# Times stand in T<...>, where they are masked before texts are compared.
FORMATS = [
    ("%", "%(message)s"),
    ("%", "%(levelname)s:%(name)s:%(message)s"),
    ("%", "T<%(asctime)s> %(message)s"),
    ("%", "%(levelname)-10s|%(name)20s|%(message).12s|%(levelno)05d"),
    ("%", "%(message)s T<%(msecs)03d %(created)f> 100%%"),
    ("%", "%(filename)s %(lineno)d %(funcName)s %(module)s %(message)r"),
    ("{", "{name:>15}|{message!s:<8}|{levelno:+d}"),
    ("{", "{{{levelname}}} {message} T<{asctime}>"),
    ("$", "$levelname ${name} $message $$"),
]
WORDS = ["", "plain", "100% of %(name)s", "{braces} $dollar", "tab\there", "é and 日本 and 🙂", "x" * 70, "  inner  blanks", "#"]


class Cases(random.Random):
    """Makes configurations and lines."""

    def maybe(self, chance, choices):
        return [self.choice(choices)] if self.random() < chance else []

    def formatter(self):
        style, text = self.choice(FORMATS)
        formatter = {"format": text, "style": style}
        for datefmt in self.maybe(0.4, ["%H:%M", "%d %b %Y", "", None, "%%"]):
            formatter["datefmt"] = datefmt
        return formatter

    def file_arguments(self):
        arguments = {"filename": self.choice(["a.log", "b.log", "c.log", "./d.log"])}
        for encoding in self.maybe(0.4, ["utf-8", "latin-1", "ascii", "utf-8-sig", None]):
            arguments["encoding"] = encoding
            # "strict" is left out: there CPython drops records that we deliver or count.
            arguments["errors"] = self.choice(["replace", "ignore", "backslashreplace", "xmlcharrefreplace"])
        for delay in self.maybe(0.4, [True, False, 1]):
            arguments["delay"] = delay
        return arguments

    def handler(self, name, earlier):
        kind = self.choice(["stdout", "file", "file", "rotating", "watched", "timed", "null", "memory"])
        if kind == "memory" and not earlier:
            kind = "file"
        if kind == "stdout":
            handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
        elif kind == "null":
            handler = {"class": "logging.NullHandler"}
        elif kind == "memory":
            handler = {
                "class": "logging.handlers.MemoryHandler",
                "capacity": self.choice([1, 3, 1000]),
                "target": self.choice(earlier),
            }
        else:
            # A file of its own: with two files of one name, what is buffered and rotated is a race of their own.
            handler = self.file_arguments() | {"filename": f"{name}.log"}
            if kind == "file":
                handler |= {"class": "logging.FileHandler"}
                for mode in self.maybe(0.4, ["a", "w"]):
                    handler["mode"] = mode
            elif kind == "watched":
                # Without delay: there CPython opens the file a second time for the second record.
                handler |= {"class": "logging.handlers.WatchedFileHandler", "delay": False}
            elif kind == "timed":
                handler |= {"class": "logging.handlers.TimedRotatingFileHandler", "when": self.choice(["D", "midnight"])}
            else:
                handler |= {
                    "class": "logging.handlers.RotatingFileHandler",
                    "maxBytes": self.choice([0, 60, 200, 1000]),
                    "backupCount": self.choice([0, 1, 3]),
                }
                # Here a size is that of the text written; CPython counts the characters before they are replaced.
                handler |= {"errors": "replace"} if "errors" in handler else {}
        for key, chance, choices in [("formatter", 0.7, ["f0", "f1", "f2"]), ("level", 0.4, LEVELS)]:
            for value in self.maybe(chance, choices):
                handler[key] = value
        if self.random() < 0.25:
            handler["filters"] = ["n0"]
        return handler

    def configuration(self):
        handlers = {}
        for number in range(self.randint(1, 5)):
            handlers[f"h{number}"] = self.handler(f"h{number}", [name for name in handlers if self.is_end(handlers[name])])
        for handler in handlers.values():
            # A memory here counts only what its target's filters let pass; CPython's is filled by the others too.
            handlers.get(handler.get("target"), {}).pop("filters", None)
        handlers["diagnostics"] = {"class": "logging.StreamHandler"}
        names = [name for name in handlers if name != "diagnostics"]
        loggers = {"pysyslog": {"level": "INFO", "handlers": ["diagnostics"], "propagate": False}}
        for name in self.sample(NAMES, self.randint(0, 5)):
            loggers[name] = self.logger(names)
        configuration = {
            "version": 1,
            "formatters": {f"f{number}": self.formatter() for number in range(3)},
            "filters": {"n0": {"name": self.choice(["127.0", "127.0.0.2", "", "127.1"])}},
            "handlers": handlers,
            "loggers": loggers,
        }
        if self.random() < 0.9:
            configuration["root"] = self.logger(names) | {"level": self.choice(["INFO", "DEBUG", "INFO", "WARNING", 1])}
        return configuration

    @staticmethod
    def is_end(handler):
        # A memory before a memory is called in an order of its own at the end; one is enough.
        return handler["class"] != "logging.handlers.MemoryHandler"

    def logger(self, names):
        logger = {"handlers": self.sample(names, self.randint(0, min(3, len(names))))}
        for level in self.maybe(0.6, LEVELS):
            logger["level"] = level
        for propagate in self.maybe(0.4, [True, False, 0]):
            logger["propagate"] = propagate
        if self.random() < 0.15:
            logger["filters"] = ["n0"]
        return logger

    def lines(self):
        sent = []
        for _ in range(self.randint(1, 5)):
            lines = [f"{self.choice(WORDS)} {number}" for number in range(self.randint(1, 12))]
            sent.append([self.choice(PEERS), [line.encode().hex() for line in lines]])
        return sent


def run(folder, configuration, sent):
    """Does what the Python tool does, in a process of its own."""
    if os.fork():
        os.wait()
        return
    os.chdir(folder / "expected")
    for number, name in [(1, "stdout"), (2, "stderr")]:
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), number)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = 0
    logging._srcfile = None
    logging.raiseExceptions = False
    logging.config.dictConfig(json.loads(json.dumps(configuration)))
    for peer, lines in sent:
        for line in lines:
            logging.getLogger(peer).info(bytes.fromhex(line).strip().decode())
    logging.shutdown()
    os._exit(0)


def main():
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    cases = Cases(seed)
    for number in range(count):
        case = folder / str(number)
        (case / "expected").mkdir(parents=True)
        configuration, sent = cases.configuration(), cases.lines()
        (case / "logging.json").write_text(json.dumps(configuration, indent=1))
        (case / "lines.json").write_text(json.dumps(sent))
        run(case, configuration, sent)


main()
