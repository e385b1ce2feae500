"""What a question costs beside its computing: a process of its own for each, against one that keeps its model.

    python tests/bench/second_question.py [--model resources/starter/model] [--rounds 10] [--build build/release]

Overhead is the time from the request to the result, less the seconds that the result names for generating.
"""

import argparse
import json
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Worker:
    def __init__(self, program: Path):
        self.process = subprocess.Popen([program, "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def overhead(self, request: dict) -> float:
        """Milliseconds."""
        begin = time.monotonic()
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        for line in map(json.loads, self.process.stdout):
            if "error" in line:
                raise SystemExit(line["error"])
            if "result" in line:
                return 1e3 * (time.monotonic() - begin - line["result"]["seconds"])
        raise SystemExit("the worker ended without a result")

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "resources/starter/model")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release")
    arguments = parser.parse_args()
    program = arguments.build.resolve() / "bin/atelier"
    request = {"job": "generate", "model": str(arguments.model.resolve()), "max_new_tokens": 8, "device": "cpu"}
    first, next_ = [], []
    for i in range(arguments.rounds):
        worker = Worker(program)
        first.append(worker.overhead(request | {"prompt": f"What is {i} + 1?"}))
        next_ += [worker.overhead(request | {"prompt": f"What is {k} + {i}?"}) for k in range(3)]
        worker.end()
    for name, times in (("first", first), ("next", next_)):
        print(f"{name:5} question: {statistics.median(times):6.1f} ms, {min(times):.1f} to {max(times):.1f}")


if __name__ == "__main__":
    main()
