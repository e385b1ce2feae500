"""A dataset of the size of LLaVA-665k: time and peak memory of its import, of lists, filters, edits and its export.

    python tests/bench/big_dataset.py [--rows 600000] [--format llava ...] [--keep FOLDER]

First the commands, each a process of its own whose time has its start in it; then what the window asks of the same
project (programs/big_project.cpp), without any start. --keep keeps the data, and uses what is there. CPU time
tells a slow program from a busy machine, whose load stands in the first line.
"""

import argparse
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("ATELIER_BUILD", REPOSITORY / "build" / "release")) / "bin"
PICTURES = 2000
# The smallest JPEG would do; a PNG of one pixel is shorter to write down.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200814b0e3fb90000000049454e44ae426082"
)
COMMON = ("the a red blue small large dog cat table lamp street window house tree bottle sign letter number "
          "left right above under near behind holds shows reads stands").split()
RARE = "zeppelin"


def vocabulary(draw, size):
    """Words and how often they come, as in a language: the n-th has a share of 1 / n."""
    syllables = ["".join(pair) for pair in itertools.product("bdfgklmnprstvz", "aeiou")]
    words = dict.fromkeys(COMMON)
    while len(words) < size:
        words["".join(draw.choices(syllables, k=draw.randint(2, 4)))] = None
    return list(words), list(itertools.accumulate(1 / (rank + 2) for rank in range(size)))


def write_rows(folder, rows, words):
    """llava.json with two questions a row, and its pictures."""
    draw = random.Random(7)
    for number in range(PICTURES):
        picture = folder / "images" / f"{number // 100:02}" / f"{number:05}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(PIXEL)
    known, shares = vocabulary(draw, words)

    def sentence(count):
        return " ".join(draw.choices(known, cum_weights=shares, k=count))

    with open(folder / "llava.json", "w", encoding="utf-8") as file:
        file.write("[")
        for row in range(rows):
            number = row % PICTURES
            turns = [
                {"from": "human", "value": f"<image>\n{sentence(9)}?"},
                {"from": "gpt", "value": sentence(30)},
                {"from": "human", "value": f"{sentence(9)}?"},
                {"from": "gpt", "value": sentence(25) + (f" the {RARE}" if row % 10007 == 0 else "")},
            ]
            entry = {"id": f"{row:09}", "image": f"images/{number // 100:02}/{number:05}.png", "conversations": turns}
            file.write((",\n" if row else "") + json.dumps(entry))
        file.write("]\n")


def measured(command):
    """Seconds of time and of the processor, and peak memory in MB, of one command."""
    begin = time.monotonic()
    process = subprocess.Popen([*map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} has failed:\n{errors.decode()}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=600_000)
    parser.add_argument("--words", type=int, default=60_000, help="different words in the texts")
    parser.add_argument("--format", nargs="*", default=["llava"], help="formats to export to")
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the data, made where it is missing")
    options = parser.parse_args()
    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="atelier-big-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "llava.json").exists():
            write_rows(folder, options.rows, options.words)
        project = folder / "project"
        shutil.rmtree(project, ignore_errors=True)
        of = ["--project", project, "--dataset", "big"]
        steps = [
            ("import", ["import", folder / "llava.json", "--project", project, "--name", "big"]),
            ("open and list 20", ["list", *of, "--limit", "20"]),
            ("filter by turns", ["list", *of, "--filter", "turns:>3", "--limit", "20"]),
            ("search a word", ["list", *of, "--filter", RARE, "--limit", "100"]),
            ("edit samples with a word", ["tag", *of, "--filter", RARE, "--add", "airship"]),
            ("tag all", ["tag", *of, "--add", "seen"]),
            ("filter by that tag", ["list", *of, "--filter", "tag:seen", "--limit", "20"]),
            ("undo it", ["undo", *of]),
            ("replace in all", ["replace", *of, RARE, "airship"]),
            ("undo that", ["undo", *of]),
            ("split all", ["split", *of, "--seed", "7"]),
        ]
        for name in options.format:
            out = folder / f"out-{name}"
            shutil.rmtree(out, ignore_errors=True)
            steps.append((f"export as {name}", ["export", *of, "--out", out, "--format", name, "--lossy"]))
        size = (folder / "llava.json").stat().st_size >> 20
        print(f"{options.rows} rows, {size} MiB of JSON; load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
        for name, arguments in steps:
            seconds, processor, memory = measured([PROGRAMS / "atelier", "data", *arguments])
            print(f"{name:44} {1e3 * seconds:10.1f} ms, CPU {1e3 * processor:10.1f} ms {memory:8.0f} MB", flush=True)
        for file in sorted(project.glob("project.sqlite")):
            print(f"{'project file':44} {file.stat().st_size >> 20:10} MiB", flush=True)
        print(f"The same project in one process; load {os.getloadavg()[0]:.1f}", flush=True)
        subprocess.run([PROGRAMS / "big_project", project, "big", RARE], check=True)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
