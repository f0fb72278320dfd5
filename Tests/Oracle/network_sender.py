"""Logs messages by CPython's own handlers: network_sender.py CONFIGURATION.

The messages are a list on standard input, in JSON and base64. They are logged at INFO by the logger 127.0.0.1.
"""
import base64
import json
import logging
import logging.config
import sys

logging._srcfile = None
logging.config.dictConfig(json.loads(sys.argv[1]))
for message in json.load(sys.stdin):
    logging.getLogger("127.0.0.1").info(base64.b64decode(message).decode("utf-8", "surrogateescape"))
