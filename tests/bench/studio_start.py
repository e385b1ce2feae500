"""From the start of the process `atelier-studio` to the first picture of its window: warm, on the start page and on a
small project.

    python tests/bench/studio_start.py [--rounds 15] [--build build/release]

The program itself, unchanged: Qt's logging category qt.widgets.painting tells when the painted window is handed over.
Without a display it draws off-screen; `xvfb-run -a` before the command measures it under X. CPU time is of all
threads of the process so far. The settings and projects of the person are not touched.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start_once(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds of wall and of CPU time."""
    begin = time.monotonic()
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stderr:
                if line.startswith("Flushing") and "MainWindow" in line:
                    break
            else:
                raise SystemExit(f"{command[0]} has ended without a window: try it by hand")
            wall = time.monotonic() - begin
            threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
            cpu = sum(int(thread.read_text().split()[0]) for thread in threads)
            if "torch" in Path(f"/proc/{process.pid}/maps").read_text():
                raise SystemExit("the window has loaded libtorch")
        finally:
            process.kill()
    return 1e3 * wall, cpu / 1e6


def spread(values: list[float]) -> str:
    return f"median {statistics.median(values):.0f} ms, {min(values):.0f} to {max(values):.0f}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    arguments = parser.parse_args()
    programs = arguments.build.resolve() / "bin"
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "XDG_CONFIG_HOME": f"{folder}/config",
            "XDG_DATA_HOME": f"{folder}/data",
            "QT_LOGGING_RULES": "qt.widgets.painting.info=true",
            "QT_MESSAGE_PATTERN": "%{message}",
        }
        if "DISPLAY" not in environment and "WAYLAND_DISPLAY" not in environment:
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        project = f"{folder}/project"
        for command in (
            ["generate", "scenes", "--count", "200", "--out", f"{folder}/drawn"],
            ["import", f"{folder}/drawn", "--project", project],
        ):
            subprocess.run([programs / "atelier", "data", *command], check=True, stdout=subprocess.DEVNULL)
        for name, rest in (("start page", []), ("project of 200 samples", [project])):
            command = [str(programs / "atelier-studio"), *rest]
            start_once(command, environment)  # from here on it is warm
            walls, cpus = zip(*(start_once(command, environment) for _ in range(arguments.rounds)))
            print(f"{name}: {spread(list(walls))}; CPU {spread(list(cpus))} of {arguments.rounds} starts", flush=True)


if __name__ == "__main__":
    main()
