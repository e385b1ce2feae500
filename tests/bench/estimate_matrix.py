"""Estimated against measured memory for family x method x precision x checkpointing, all of them discovered.

Families are those of tests/parity/families, methods what `atelier settings` offers as finetuning_type.
"""

import inspect
import itertools
import json
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))

BOUND = 0.15

# Settings of a precision. Quantised weights are not for every method.
PRECISIONS = {"fp32": {}, "bf16": {"bf16": "true"}, "nf4": {"quantization_bit": 4}}

# What makers are asked for, each for what it has: narrow models and large batches need much memory for little
# arithmetic.
SIZES = dict(hidden=128, layers=6, heads=4, kv_heads=4, head_dim=32, inner=384, vocabulary=160000, key_heads=4,
             value_heads=4, tower_layers=4, tower_width=128, tower_heads=4, image_size=224, image_tokens=64, queries=64,
             window=256)  # fmt: skip
BILLIONS = dict(hidden=1536, layers=28, heads=12, kv_heads=12, head_dim=128, inner=8960, vocabulary=151936,
                key_heads=16, value_heads=32, tower_layers=32, tower_width=1280, tower_heads=16, image_size=336,
                image_tokens=64, queries=32, window=1024, tied=True)  # fmt: skip
PICTURES = [(224, 224)]
BATCH = 8
WORDS = 60  # of a question
STEPS = 2  # the second has the optimizer's state


class Cell(NamedTuple):
    family: str
    method: str
    precision: str
    checkpointing: bool

    def __str__(self):
        return f"{self.family}-{self.method}-{self.precision}-{'recomputed' if self.checkpointing else 'kept'}"

    def settings(self) -> dict:
        kept = "false" if self.checkpointing else "true"
        return {"finetuning_type": self.method, "disable_gradient_checkpointing": kept} | PRECISIONS[self.precision]


class Result(NamedTuple):
    cell: Cell
    estimate: dict | None  # as `atelier recipe estimate --json` says it; None: refused
    measured: int  # bytes
    refusal: str
    seconds: float

    @property
    def ratio(self) -> float:
        return self.estimate["peak"] / self.measured if self.estimate else 1

    @property
    def outside(self) -> bool:
        return abs(self.ratio - 1) > BOUND

    def line(self) -> str:
        if not self.estimate:
            return f"{self.cell!s:44} refused: {self.refusal}"
        parts = ", ".join(f"{part['name']} {part['bytes'] / 1e6:.0f}" for part in self.estimate["memory"])
        return (f"{self.cell!s:44} {self.estimate['peak'] / 1e6:6.0f} / {self.measured / 1e6:6.0f} MB  {self.ratio:.2f}"
                f"{'!' if self.outside else ' '} ({self.estimate['moment']}: {parts}) {self.seconds:.0f} s")  # fmt: skip


def families() -> list[str]:
    from families import FAMILIES

    return list(FAMILIES)


def methods(build: Path) -> list[str]:
    table = subprocess.run([build / "bin" / "atelier", "settings"], capture_output=True, text=True, check=True).stdout
    row = next(line for line in table.splitlines() if line.startswith("| `finetuning_type`"))
    return row.split("|")[4].strip().split(", ")


def cells(build: Path, of_families=None, of_methods=None) -> list[Cell]:
    return [
        Cell(*one)
        for one in itertools.product(of_families or families(), of_methods or methods(build), PRECISIONS, (False, True))
    ]


def sample_of_each(all_cells: list[Cell]) -> list[Cell]:
    """As few as name each family, method, precision and setting of checkpointing at least once."""
    values = [list(dict.fromkeys(column)) for column in zip(*all_cells)]
    count = max(map(len, values))
    # Each column starts again in its own rhythm, so that the columns do not go in step.
    return [Cell(*(column[(i + i // len(column)) % len(column)] for column in values)) for i in range(count)]


def peak_of(line) -> int:
    """Bytes of the largest resident set of `atelier train` until it is over: a process that ends touches pages of its
    libraries that no training needs (75 MB of torch's)."""
    running = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said, over = [], threading.Event()

    def listen():
        for text in running.stdout:
            said.append(text)
            if text.startswith("Trained "):
                over.set()

    listener = threading.Thread(target=listen)
    listener.start()
    peak = 0
    status = Path(f"/proc/{running.pid}/status")
    while running.poll() is None and not over.is_set():
        text = status.read_text() if status.exists() else ""
        peak = max([peak] + [int(size) * 1024 for size in re.findall(r"VmHWM:\s+(\d+)", text)])
        over.wait(0.01)
    running.wait()
    listener.join()
    if running.returncode != 0 or not over.is_set():
        raise SystemExit(f"{line}: exit {running.returncode}\n{''.join(said)}")
    return peak


class Matrix:
    """Measures cells on one model folder a family and one project. What is in `folder` already is used: its models, and
    the peaks that were measured, so that another estimate can be compared with them."""

    def __init__(self, build: Path, folder: Path, sizes: dict | None = None):
        from training_project import Project

        self.build, self.folder, self.sizes = build, folder, SIZES | (sizes or {})
        self.peaks = folder / "peaks.json"
        known = self.peaks.exists()
        self.project = Project(build, folder, PICTURES, count=3 * BATCH, words=WORDS, existing=known)
        if not known:
            self.peaks.write_text("{}")

    def model(self, family: str) -> Path:
        from families import FAMILIES

        make, path = FAMILIES[family].make, self.folder / family
        if not (path / "model.safetensors").exists():
            known = inspect.signature(make).parameters
            make(path, dtype="bf16", **{key: value for key, value in self.sizes.items() if key in known})
        return path

    def recipe(self, cell: Cell, threads: int) -> Path:
        settings = dict(model_name_or_path=self.model(cell.family), max_steps=STEPS, logging_steps=1, save_steps=1000,
                        threads=threads, per_device_train_batch_size=BATCH)  # fmt: skip
        return self.project.recipe(str(cell), **settings | cell.settings())

    def estimate(self, recipe: Path) -> tuple[dict | None, str]:
        """Nothing, and the line that says so, where the method does not train on quantised weights."""
        line = [self.build / "bin" / "atelier", "recipe", "estimate", recipe, "--project", self.project.folder, "--json",
                "--memory-only"]  # fmt: skip
        asked = subprocess.run(line, capture_output=True, text=True)
        if asked.returncode == 2 and "cannot train on quantised weights" in asked.stderr:
            return None, asked.stderr.strip().splitlines()[-1]
        if asked.returncode != 0:
            raise SystemExit(f"{recipe}: exit {asked.returncode}: {asked.stderr}")
        return json.loads(asked.stdout), ""

    def peak(self, cell: Cell, recipe: Path) -> int:
        """Of its training, in bytes."""
        peaks = json.loads(self.peaks.read_text())
        if str(cell) not in peaks:
            line = [self.build / "bin" / "atelier", "train", recipe, "--project", self.project.folder, "--run", str(cell)]
            peaks[str(cell)] = peak_of(line)
            self.peaks.write_text(json.dumps(peaks, indent=1))
        return peaks[str(cell)]

    def measure(self, cell: Cell, threads: int = 1) -> Result:
        began = time.monotonic()
        recipe = self.recipe(cell, threads)
        estimate, refusal = self.estimate(recipe)
        measured = self.peak(cell, recipe) if estimate else 0
        return Result(cell, estimate, measured, refusal, time.monotonic() - began)


def report(results: list[Result]) -> bool:
    """Prints what was measured, worst first; whether every cell lies within the bound."""
    measured = sorted((one for one in results if one.estimate), key=lambda one: -abs(one.ratio - 1))
    for one in measured + [one for one in results if not one.estimate]:
        print(one.line())
    outside = [one for one in measured if one.outside]
    if measured:
        ratios = [one.ratio for one in measured]
        print(f"{len(measured)} cells measured, {len(results) - len(measured)} refused; estimate / measured "
              f"{min(ratios):.2f} to {max(ratios):.2f}; {len(outside)} outside {BOUND:.0%}")  # fmt: skip
    return not outside


def measured(build: Path, folder: Path, chosen: list[Cell]) -> bool:
    matrix, results = Matrix(build, folder), []
    for cell in chosen:
        results.append(matrix.measure(cell))
        print(f"{len(results)}/{len(chosen)} {results[-1].line()}", file=sys.stderr, flush=True)
    return report(results)


def time_of_sizes(build: Path, folder: Path, of_families=None) -> None:
    """Seconds of estimates for models of two billion parameters."""
    from checkpoint_files import sizes_alone

    matrix = Matrix(build, folder, BILLIONS)
    with sizes_alone():
        for family in of_families or families():
            matrix.model(family)
    for family in of_families or families():
        for method in methods(build):
            recipe = matrix.recipe(Cell(family, method, "bf16", True), 2)
            began = time.monotonic()
            estimate, _ = matrix.estimate(recipe)
            seconds = time.monotonic() - began
            print(f"{family:14} {method:14} {estimate['parameters'] / 1e9:.1f} G  {seconds:.1f} s", flush=True)
