"""Encodes texts with CPython's codecs: JSON lines of cases on stdin, of base64 or null on stdout."""
import base64
import json
import sys

for line in sys.stdin:
    case = json.loads(line)
    text = base64.b64decode(case["text"]).decode("utf-8", "surrogateescape")
    errors = case["errors"]
    # Bytes that are no UTF-8 pass through, where nothing else is asked for.
    if errors == "strict":
        errors = "surrogateescape"
    try:
        print(json.dumps(base64.b64encode(text.encode(case["encoding"], errors)).decode()))
    except UnicodeEncodeError:
        print("null")
