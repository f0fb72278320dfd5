#!/usr/bin/env python3
"""The view on a large file: the first picture, finding all lines, and searching them from the page cache.

    Benchmarks/files.py [--size 1000000000] [--folder /dev/shm]

The file is a collector's default output of a hundred senders; one line in ten thousand has the phrase that is searched.
It needs `swift build -c release --product pictures`. Fails if the first picture takes more than 0.2 s, or if the phrase is searched at less than 1 GB/s.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(__file__).resolve().parent.parent / ".build/release/pictures"
PIECE = 100_000


def piece(start):
    """Some lines, of 138 bytes each."""
    lines = []
    for number in range(start, start + PIECE):
        word = "zebra" if number % 10_000 == 0 else "horse"
        head = f"INFO:10.0.{number % 10}.{number * 7 % 10}:<{number % 8 + 24}>Aug 29 14:03:21 web-{number % 10} app[{number % 1000}]: "
        lines.append(f"{head}{word} {number} ".ljust(137, "x"))
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000_000, help="bytes of the file")
    parser.add_argument("--folder", default="/dev/shm", help="where the file is made")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        path = pathlib.Path(folder) / "app.log"
        with path.open("w") as file:
            for start in range(0, arguments.size // 138, PIECE):
                file.write(piece(start))
        sys.exit(subprocess.run([PROGRAM, path]).returncode)


main()
