"""How long a model of two billion parameters takes to open, and how much memory.

    python tests/bench/open_model.py [--family qwen2_vl] [--dtypes bf16 fp32] [--rounds 3] [--build build/release]
                                     [--keep FOLDER]

Makes a random checkpoint in shards (4.4 GB in bf16, gone afterwards but with --keep) and asks `atelier worker` for one
word of it, in a process of its own each time. Seconds until the first pass through the model may begin: from the request
to the result, less those that the result names for generating. Peak: the largest resident set. Pages of files that are
mapped count in it, though the system may take them back; "own" is without them. The first round reads the file from the
disk, if it is not in memory; the others are warm.
"""

import argparse
import inspect
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))

import estimate_matrix  # noqa: E402

SHARD = 1 << 30
RANDOM = 1 << 22  # numbers that are drawn, and repeated


def fill(folder: Path) -> int:
    """Small random numbers in place of the one file that holds nothing, in shards. Returns their bytes."""
    import torch

    torch.manual_seed(0)
    source = folder / "model.safetensors"
    with open(source, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    source.unlink()
    header.pop("__metadata__", None)
    numbers = (0.02 * torch.randn(RANDOM)).to(torch.bfloat16).view(torch.uint8).numpy().tobytes()
    shards, size = [[]], 0
    for name, tensor in header.items():
        begin, end = tensor["data_offsets"]
        if size + end - begin > SHARD and shards[-1]:
            shards.append([])
            size = 0
        shards[-1].append((name, tensor, end - begin))
        size += end - begin
    places, total = {}, 0
    for number, shard in enumerate(shards, 1):
        path = folder / f"model-{number:05d}-of-{len(shards):05d}.safetensors"
        head, at = {"__metadata__": {"format": "pt"}}, 0
        for name, tensor, count in shard:
            head[name] = tensor | {"data_offsets": [at, at + count]}
            at += count
            places[name] = path.name
        text = json.dumps(head).encode()
        text += b" " * (-len(text) % 8)
        with open(path, "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text)
            for _, _, count in shard:
                for begin in range(0, count, len(numbers)):
                    file.write(numbers[: min(len(numbers), count - begin)])
        total += at
    index = {"metadata": {"total_size": total}, "weight_map": places}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    return total


def made(folder: Path, family: str) -> int:
    from checkpoint_files import sizes_alone
    from families import FAMILIES

    make = FAMILIES[family].make
    known = inspect.signature(make).parameters
    sizes = {key: value for key, value in estimate_matrix.BILLIONS.items() if key in known}
    with sizes_alone():
        make(folder, dtype="bf16", **sizes)
    return fill(folder)


class Watch:
    """The largest resident set of a process, and the largest of its pages that no file holds."""

    def __init__(self, pid: int):
        self.status, self.peak, self.own, self.over = Path(f"/proc/{pid}/status"), 0, 0, threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.over.is_set():
            try:
                text = self.status.read_text()
            except OSError:
                return
            kilobytes = {key: int(size) for key, size in re.findall(r"(VmHWM|RssAnon):\s+(\d+)", text)}
            self.peak = max(self.peak, kilobytes.get("VmHWM", 0) / 1e6)
            self.own = max(self.own, kilobytes.get("RssAnon", 0) / 1e6)
            self.over.wait(0.005)

    def end(self):
        self.over.set()
        self.thread.join()


def computed(pid: int) -> float:
    """Seconds of processors that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def opened(program: Path, folder: Path, dtype: str) -> tuple[float, float, float, float]:
    """Seconds; those of processors, all of the question; the peak and that of its own, in GB."""
    worker = subprocess.Popen([program, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    watch = Watch(worker.pid)
    request = {"job": "generate", "model": str(folder), "prompt": "a", "max_new_tokens": 1, "dtype": dtype, "device": "cpu"}
    begin = time.monotonic()
    worker.stdin.write(json.dumps(request) + "\n")
    worker.stdin.flush()
    for line in map(json.loads, worker.stdout):
        if "error" in line:
            raise SystemExit(line["error"])
        if "result" in line:
            seconds = time.monotonic() - begin - line["result"]["seconds"]
            processors = computed(worker.pid)
            break
    else:
        raise SystemExit("the worker ended without a result")
    watch.end()
    worker.stdin.close()
    worker.wait()
    return seconds, processors, watch.peak, watch.own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    parser.add_argument("--family", default="qwen2_vl")
    parser.add_argument("--dtypes", nargs="+", choices=["bf16", "fp32", "fp16"], default=["bf16", "fp32"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder of the checkpoint, used again")
    arguments = parser.parse_args()
    program = arguments.build.resolve() / "bin" / "atelier"
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch) / "model"
        if not (folder / "config.json").exists():
            made(folder, arguments.family)
        files = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
        print(f"{arguments.family}: {files / 1e9:.2f} GB in files")
        for dtype in arguments.dtypes:
            for number in range(arguments.rounds):
                seconds, processors, peak, own = opened(program, folder.resolve(), dtype)
                print(f"{dtype} {number + 1}: {seconds:5.2f} s to open, {processors:.1f} s of processors with the answer, "
                      f"peak {peak:.2f} GB, own {own:.2f} GB", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
