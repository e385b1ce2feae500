"""Fixtures of the parity tests: where the build and the real data lie."""

import os
import subprocess
from pathlib import Path

import pytest

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before anything imports transformers
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def build() -> Path:
    return Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))


@pytest.fixture(scope="session")
def data() -> Path:
    """Real data; a test that asks for it is skipped where it is not."""
    folder = Path(os.environ.get("ATELIER_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder} (set ATELIER_DATA)")
    return folder


@pytest.fixture(scope="session")
def run(build):
    """run("parity_x", *arguments) -> its standard output."""

    def call(program, *arguments):
        command = [str(build / "bin" / program), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(command)[:400]}\n{done.stderr}"
        return done.stdout

    return call


@pytest.fixture(scope="session")
def atelier(build):
    from harness import Atelier  # some tests need no torch

    programs = Atelier(build)
    yield programs
    programs.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """made("llava", tied=True) -> a Reference of such a folder. Tests share them and change neither."""
    from families import FAMILIES
    from reference import Reference

    known = {}

    def make(name, **options):
        key = name + str(sorted(options.items()))
        if key not in known:
            known[key] = Reference(FAMILIES[name].make(tmp_path_factory.mktemp(name) / "model", **options))
        return known[key]

    return make
