"""The members of JSON objects as CPython reads them: JSON lines of cases on stdin, of lists of [path, kind, value] or null
on stdout; null for what is no object. Names and values are in base64; a path is a list, with numbers for elements."""
import base64
import json
import sys

# Bytes outside ASCII are characters of a private area, so that no escape stands for the same.
AREA = 0x10FE00


class Text(str):
    """A number or a word, as it stands there."""


def to_bytes(text):
    parts = (bytes([ord(c) - AREA]) if AREA + 0x80 <= ord(c) < AREA + 0x100 else c.encode("utf-8", "surrogatepass")
             for c in text)
    return base64.b64encode(b"".join(parts)).decode()


def walk(value, path, members):
    for name, member in value:
        here = path + [name if isinstance(name, int) else to_bytes(name)]
        if isinstance(member, tuple):
            members.append([here, member[0], ""])
            walk(member[1], here, members)
        elif isinstance(member, list):
            members.append([here, "array", ""])
            walk(enumerate(member), here, members)
        elif isinstance(member, Text):
            members.append([here, member.kind, to_bytes(member)])
        elif isinstance(member, str):
            members.append([here, "text", to_bytes(member)])
        else:
            word = {None: "null", True: "true", False: "false"}[member]
            members.append([here, "word", to_bytes(word)])
    return members


def kept(kind):
    def keep(text):
        result = Text(text)
        result.kind = kind
        return result

    return keep


decoder = json.JSONDecoder(
    strict=False, object_pairs_hook=lambda pairs: ("object", pairs), parse_float=kept("number"),
    parse_int=kept("number"), parse_constant=kept("word"))
for line in sys.stdin:
    text = base64.b64decode(json.loads(line)["text"])
    try:
        value = decoder.decode("".join(chr(b if b < 0x80 else AREA + b) for b in text))
    except ValueError:
        value = None
    # An object without members has nothing to show.
    print(json.dumps([walk(value[1], [], [])] if isinstance(value, tuple) and value[1] else [None]))
