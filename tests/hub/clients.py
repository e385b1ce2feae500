"""Two clients of the hub under one roof: Atelier's command line and Python's huggingface_hub."""

import os
import subprocess
import sys
from pathlib import Path

PYTHON_PULL = """
import sys
from huggingface_hub import snapshot_download
kind, id, revision, offline, *include = sys.argv[1:]
print(snapshot_download(id, repo_type=kind, revision=revision or None, local_files_only=offline == "1",
                        allow_patterns=include or None))
"""


def environment(hub, home, **more):
    """Of a process that asks `hub` and keeps everything in `home`."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("HF_", "HUGGING", "TRANSFORMERS_OFFLINE")) and not name.lower().endswith("_proxy")}
    kept |= {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
             "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_UPDATE_CHECK": "1", "NO_PROXY": "127.0.0.1"}
    return kept | {name: str(value) for name, value in more.items()}


class Pulled:
    def __init__(self, done):
        self.code, self.out, self.error = done.returncode, done.stdout, done.stderr

    @property
    def folder(self):
        assert self.code == 0, self.error
        return Path(self.out.strip().splitlines()[-1])


def command(program, client, id, kind, revision, offline, include):
    if client == "atelier":
        words = [str(program), "model" if kind == "model" else "data", "pull", id + (f"@{revision}" if revision else "")]
        return words + [word for pattern in include for word in ("--include", pattern)]
    return [sys.executable, "-c", PYTHON_PULL, kind, id, revision, "1" if offline else "0", *include]


def pull(program, client, hub, home, id, kind="model", revision="", offline=False, include=(), timeout=120, **more):
    if offline:
        more["HF_HUB_OFFLINE"] = "1"
    return Pulled(subprocess.run(command(program, client, id, kind, revision, offline, include), capture_output=True,
                                 text=True, timeout=timeout, env=environment(hub, home, **more)))
