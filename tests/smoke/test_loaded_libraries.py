"""What needs no tensor never loads libtorch, and what opens no video never loads FFmpeg."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def loaded(program, tmp_path):
    """Names of the libraries that a command loads, at its start or later."""

    def call(*arguments):
        log = tmp_path / "loader"
        environment = os.environ | {"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(log)}
        done = subprocess.run([str(program), *map(str, arguments)], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        names = set()
        for file in tmp_path.glob("loader.*"):
            names |= {Path(path).name for path in re.findall(r"file=(\S+)", file.read_text(errors="replace"))}
            file.unlink()
        return names

    return call


def heavy(names):
    return sorted(name for name in names if re.match(r"lib(torch|c10|atelier_engine|atelier_video|avcodec|atelier_heif|heif|atelier_jpeg2000|openjp2|atelier_http|curl)", name))


@pytest.fixture(scope="module")
def project(atelier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    for command in (
        ["generate", "lines", "--count", 4, "--out", folder / "drawn"],
        ["import", folder / "drawn", "--project", folder / "project"],
    ):
        done = atelier("data", *command)
        assert done.returncode == 0, done.stderr
    (folder / "recipe.yaml").write_text("model_name_or_path: model\ndataset: drawn\n")
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ["--version"],
        ["--help"],
        ["settings"],
        ["data", "stats", "--project", "{folder}/project"],
        ["recipe", "check", "{folder}/recipe.yaml"],
        ["runs", "list", "--project", "{folder}/project"],
        ["sweeps", "list", "--project", "{folder}/project"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_what_needs_no_tensor_loads_no_engine(loaded, project, command):
    assert heavy(loaded(*(word.format(folder=project) for word in command))) == []


def test_the_search_finds_what_is_loaded(loaded, model):
    names = loaded("model", "info", model)
    assert "libatelier_engine.so" in names and any(name.startswith("libtorch_cpu") for name in names)


def test_torch_multiplies_with_its_own_library(program, model, tmp_path):
    """A BLAS that comes with another library (OpenCV needs one) must not take the place of libtorch's."""
    log = tmp_path / "loader"
    environment = os.environ | {"LD_DEBUG": "bindings", "LD_DEBUG_OUTPUT": str(log)}
    done = subprocess.run([str(program), "model", "info", str(model)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    bound = set()
    for file in tmp_path.glob("loader.*"):
        for line in file.read_text(errors="replace").splitlines():
            found = re.search(r"binding file \S*/libtorch_cpu\.so \S+ to (\S+) .*symbol `[sd]gemm_'", line)
            if found:
                bound.add(Path(found[1]).name)
    assert bound <= {"libtorch_cpu.so"}, f"libtorch multiplies with {bound}"
