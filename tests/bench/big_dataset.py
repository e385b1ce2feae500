"""A dataset of the size of LLaVA-665k: time and peak memory of its import, of lists, filters, one edit and its export.

python tests/bench/big_dataset.py [--rows 600000] [--keep FOLDER]
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ATELIER = pathlib.Path(os.environ.get("ATELIER_BUILD", REPOSITORY / "build" / "release")) / "bin" / "atelier"
PICTURES = 2000
# The smallest JPEG would do; a PNG of one pixel is shorter to write down.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200814b0e3fb90000000049454e44ae426082"
)
WORDS = ("the a red blue small large dog cat table lamp street window house tree bottle sign letter number "
         "left right above under near behind holds shows reads stands").split()


def write_rows(folder, rows):
    """llava.json with two questions a row, and its pictures."""
    draw = random.Random(7)
    for number in range(PICTURES):
        picture = folder / "images" / f"{number // 100:02}" / f"{number:05}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        picture.write_bytes(PIXEL)

    def sentence(words):
        return " ".join(draw.choices(WORDS, k=words))

    with open(folder / "llava.json", "w", encoding="utf-8") as file:
        file.write("[")
        for row in range(rows):
            number = row % PICTURES
            turns = [
                {"from": "human", "value": f"<image>\n{sentence(9)}?"},
                {"from": "gpt", "value": sentence(30)},
                {"from": "human", "value": f"{sentence(9)}?"},
                {"from": "gpt", "value": sentence(25) + (" zeppelin" if row % 10007 == 0 else "")},
            ]
            entry = {"id": f"{row:09}", "image": f"images/{number // 100:02}/{number:05}.png", "conversations": turns}
            file.write((",\n" if row else "") + json.dumps(entry))
        file.write("]\n")


def measured(arguments):
    """Seconds and peak memory in MB of one command."""
    begin = time.monotonic()
    process = subprocess.Popen([ATELIER, *map(str, arguments)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, arguments))} has failed")
    return time.monotonic() - begin, usage.ru_maxrss / 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=600_000)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the data, made where it is missing")
    options = parser.parse_args()
    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="atelier-big-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "llava.json").exists():
            write_rows(folder, options.rows)
        project = folder / "project"
        shutil.rmtree(project, ignore_errors=True)
        shutil.rmtree(folder / "out", ignore_errors=True)
        steps = [
            ("import", "data", "import", folder / "llava.json", "--project", project, "--name", "big"),
            ("open and list 20", "data", "list", "--project", project, "--dataset", "big", "--limit", "20"),
            ("filter by turns", "data", "list", "--project", project, "--dataset", "big", "--filter", "turns:>3",
             "--limit", "20"),
            ("search a word", "data", "list", "--project", project, "--dataset", "big", "--filter", "zeppelin",
             "--limit", "100"),
            ("tag all", "data", "tag", "--project", project, "--dataset", "big", "--add", "seen"),
            ("export", "data", "export", "--project", project, "--dataset", "big", "--out", folder / "out", "--format", "llava",
             "--lossy"),
        ]
        print(f"{options.rows} rows, {(folder / 'llava.json').stat().st_size >> 20} MiB of JSON")
        for name, *arguments in steps:
            seconds, memory = measured(arguments)
            print(f"{name:20} {seconds:8.2f} s {memory:8.0f} MB", flush=True)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
