"""Start of the command line: time and peak memory of commands that need no tensor.

    python tests/bench/command_start.py [--rounds 15] [--build build/release]
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def once(command: list[str]) -> tuple[float, float, float]:
    """Milliseconds of wall and CPU time, peak memory in MB."""
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} has failed: try it by hand")
    return 1e3 * wall, 1e3 * (usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1e3


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    arguments = parser.parse_args()
    program = str(arguments.build.resolve() / "bin/atelier")
    with tempfile.TemporaryDirectory() as folder:
        for command in (
            ["generate", "lines", "--count", "20", "--out", f"{folder}/drawn"],
            ["import", f"{folder}/drawn", "--project", f"{folder}/project"],
        ):
            subprocess.run([program, "data", *command], check=True, stdout=subprocess.DEVNULL)
        Path(f"{folder}/recipe.yaml").write_text("model_name_or_path: model\ndataset: drawn\n")
        for command in (
            ["--version"],
            ["settings"],
            ["data", "stats", "--project", f"{folder}/project"],
            ["recipe", "check", f"{folder}/recipe.yaml"],
            ["runs", "list", "--project", f"{folder}/project"],
        ):
            once([program, *command])  # from here on it is warm
            walls, cpus, peaks = zip(*(once([program, *command]) for _ in range(arguments.rounds)))
            print(
                f"{' '.join(command[:2]):14} {statistics.median(walls):4.0f} ms, {min(walls):.0f} to {max(walls):.0f}; "
                f"CPU {statistics.median(cpus):.0f} ms; peak {max(peaks):.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
