"""Asks CPython's logging what it makes of configurations.

The file named by the first argument holds one JSON object on each line: "text", the bytes of a configuration in base64,
and "names" and "levels", the loggers and the levels to ask for. The first line of the answer is Python's version; then
comes one object for each configuration: "refused", the reason or null, "order", the handlers as they were made, and
"reached", for each name and level the handlers that a record reaches, in the order of calls. Each configuration has a
process of its own.
"""

import base64
import json
import logging
import logging.config
import logging.handlers
import os
import sys


def reached(name, level):
    """What Logger.isEnabledFor, Logger.filter and Logger.callHandlers do, with the calls of emit noted instead."""
    logger = logging.getLogger(name)
    if not logger.isEnabledFor(level):
        return []
    record = logger.makeRecord(logger.name, level, "", 0, "", (), None)
    if not logger.filter(record):
        return []
    names = []
    while logger:
        for handler in logger.handlers:
            if level >= handler.level and handler.filter(record):
                names.append(handler.name)
        logger = logger.parent if logger.propagate else None
    return names


def answer(case):
    try:
        text = base64.b64decode(case["text"]).decode()
        # Holding the configurator holds the handlers that no logger has.
        configurator = logging.config.dictConfigClass(json.loads(text))
        configurator.configure()
    except BaseException as error:
        cause = error.__cause__
        return {"refused": f"{error} / {cause}" if cause else repr(error), "order": [], "reached": []}
    handlers = [reference() for reference in logging._handlerList]
    return {
        "refused": None,
        "order": [handler.name for handler in handlers if handler and handler.name],
        "reached": [reached(name, level) for name in case["names"] for level in case["levels"]],
    }


def answer_in_child(case):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        with open(writer, "w") as pipe:
            json.dump(answer(case), pipe)
        os._exit(0)
    os.close(writer)
    with open(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return text


if __name__ == "__main__":
    print("%d.%d" % sys.version_info[:2], flush=True)
    with open(sys.argv[1]) as cases:
        for line in cases:
            print(answer_in_child(json.loads(line)), flush=True)
