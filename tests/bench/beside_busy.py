"""How much of its speed a training keeps beside another busy process.

    python tests/bench/beside_busy.py [--rounds 3] [--steps 60] [--threads 2] [--build build/release]

The starter model learns drawn scenes on two threads, in turns alone and beside one process that computes all the time.
The figure is the ratio of the two speeds, of the last three quarters of each run.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECIPE = """\
model_name_or_path: {root}/resources/starter/model
dataset: scenes
finetuning_type: lora
per_device_train_batch_size: 16
image_min_pixels: 784
image_max_pixels: 50176
max_steps: {steps}
logging_steps: 1
save_steps: 100000
bf16: false
device: cpu
threads: {threads}
"""


def steps_per_second(program: str, folder: Path, run: str) -> float:
    line = [program, "train", folder / "recipe.yaml", "--project", folder / "project", "--run", run]
    subprocess.run(line, check=True, capture_output=True)
    log = (folder / "project" / "runs" / run / "trainer_log.jsonl").read_text().splitlines()
    entries = [json.loads(text) for text in log]
    entries = [entry for entry in entries if "throughput" in entry]
    entries = entries[len(entries) // 4 :]
    pairs = list(zip(entries, entries[1:]))
    return len(pairs) / sum((b["total_tokens"] - a["total_tokens"]) / b["throughput"] for a, b in pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    arguments = parser.parse_args()
    program = str(arguments.build.resolve() / "bin/atelier")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in (
            ["generate", "scenes", "--count", 200, "--out", folder / "drawn"],
            ["import", folder / "drawn", "--project", folder / "project", "--name", "scenes"],
        ):
            subprocess.run([program, "data", *map(str, command)], check=True, stdout=subprocess.DEVNULL)
        (folder / "recipe.yaml").write_text(RECIPE.format(root=ROOT, steps=arguments.steps, threads=arguments.threads))
        ratios = []
        for i in range(arguments.rounds):
            alone = steps_per_second(program, folder, f"alone-{i}")
            busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            try:
                beside = steps_per_second(program, folder, f"beside-{i}")
            finally:
                busy.kill()
                busy.wait()
            ratios.append(beside / alone)
            print(f"alone {alone:.2f}, beside {beside:.2f} steps/s: {ratios[-1]:.2f}", flush=True)
    print(f"keeps {statistics.median(ratios):.2f} of its speed, {min(ratios):.2f} to {max(ratios):.2f}")


if __name__ == "__main__":
    main()
