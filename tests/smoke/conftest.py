"""Fixtures of the smoke tests: the built command line, and a tiny model with random weights."""

import os
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLANK = ROOT / "resources" / "starter" / "blank"


@pytest.fixture(scope="session")
def build() -> Path:
    return Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))


@pytest.fixture(scope="session")
def program(build) -> Path:
    return build / "bin" / "atelier"


@pytest.fixture(scope="session")
def atelier(program):
    """atelier("model", "info", folder) -> CompletedProcess."""

    def call(*arguments, **options):
        options = {"capture_output": True, "text": True, "timeout": 300, **options}
        return subprocess.run([str(program), *map(str, arguments)], **options)

    return call


@pytest.fixture(scope="session")
def refuses(atelier):
    """The command exits with 2 and one line on standard error that matches every expression."""

    def call(*arguments, saying=(), code=2):
        done = atelier(*arguments)
        assert done.returncode == code, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        lines = done.stderr.strip().splitlines()
        assert lines and lines[-1].startswith("atelier: "), done.stderr
        assert len(lines) == 1, f"more than one line:\n{done.stderr}"
        for expression in saying:
            assert re.search(expression, lines[0]), f"{expression!r} is not in: {lines[0]}"
        return lines[0]

    return call


def write_png(path: Path, width=56, height=28, colour=(200, 30, 30)):
    """A plain picture, so that no imaging package is needed."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + bytes(colour) * width) * height
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
    return path


def write_avi(path: Path, colours, fps=10, width=32, height=16):
    """A film of plain frames that are not compressed."""

    def chunk(kind, body):
        return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)

    def chunks(kind, name, *bodies):
        return chunk(kind, name + b"".join(bodies))

    frames = [bytes(reversed(colour)) * (width * height) for colour in colours]
    size = len(frames[0])
    main = struct.pack("<10I16x", 1000000 // fps, size * fps, 0, 0, len(frames), 0, 1, size, width, height)
    stream = struct.pack("<4s4sIHHIIIIIIIIHHHH", b"vids", b"DIB ", 0, 0, 0, 0, 1, fps, 0, len(frames), size, 0, 0, 0, 0,
                         width, height)
    picture = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, size, 0, 0, 0, 0)
    header = chunks(b"LIST", b"hdrl", chunk(b"avih", main),
                    chunks(b"LIST", b"strl", chunk(b"strh", stream), chunk(b"strf", picture)))
    movie = chunks(b"LIST", b"movi", *(chunk(b"00db", frame) for frame in frames))
    path.write_bytes(chunks(b"RIFF", b"AVI ", header, movie))
    return path


@pytest.fixture(scope="session")
def model(atelier, tmp_path_factory) -> Path:
    """The starter's architecture with random weights."""
    folder = tmp_path_factory.mktemp("model") / "random"
    done = atelier("model", "create", BLANK, "--out", folder, "--seed", 1)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def model_copy(model, tmp_path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "copy"))


@pytest.fixture
def picture(tmp_path) -> Path:
    return write_png(tmp_path / "picture.png")
