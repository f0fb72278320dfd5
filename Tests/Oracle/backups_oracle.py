"""Asks CPython which backups it deletes: JSON lines of cases on stdin, of names on stdout."""
import json
import logging.handlers
import os
import sys

for line in sys.stdin:
    case = json.loads(line)
    path = os.path.join(os.sep, "nonexistent", case["base"])
    handler = logging.handlers.TimedRotatingFileHandler(
        path, when=case["when"], backupCount=case["keep"], delay=True)
    os.listdir, original = (lambda _: case["names"]), os.listdir
    deleted = handler.getFilesToDelete()
    os.listdir = original
    print(json.dumps([os.path.basename(name) for name in deleted]))
