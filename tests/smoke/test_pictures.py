"""Pictures of many kinds through the command line: what comes in, what is named, and what a model sees."""

import json
import shutil
import struct
import zlib

import pytest
from conftest import write_png


def deep_png(path, white, width=56, height=28):
    """A ramp of 16-bit greys from 0 to `white`."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + b"".join(struct.pack(">H", white * x // (width - 1)) for x in range(width))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 0, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )
    return path


def write_bmp(path, width=8, height=4):
    rows = bytes((200, 30, 90)) * width * height
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, len(rows), 0, 0, 0, 0)
    path.write_bytes(b"BM" + struct.pack("<IHHI", 54 + len(rows), 0, 0, 54) + header + rows)
    return path


@pytest.fixture
def captions(tmp_path):
    folder = tmp_path / "captions"
    folder.mkdir()
    write_png(folder / "plain.png")
    write_bmp(folder / "camera.bmp")
    write_bmp(folder / "wrong.jpg")
    deep_png(folder / "scan.png", 4095)
    (folder / "new.jxl").write_bytes(b"\xff\x0a" + bytes(40))
    for path in list(folder.iterdir()):
        path.with_suffix(".txt").write_text(f"This is {path.name}.")
    return folder


def test_every_picture_comes_in_or_is_named(atelier, captions, tmp_path):
    project = tmp_path / "project"
    done = atelier("data", "import", captions, "--project", project, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["imported"] == 4
    assert "new.jxl" in done.stdout and "JPEG XL" in done.stdout
    done = atelier("data", "check", "--project", project, "--json")
    assert done.returncode == 0, done.stdout
    told = [finding for finding in json.loads(done.stdout) if finding["kind"] == "converted"]
    assert len(told) == 1 and "0 is black, 4095 is white" in told[0]["message"] and "scan.png" in told[0]["message"]


def test_files_that_end_early_are_named_and_no_other(atelier, captions, tmp_path):
    whole = write_png(tmp_path / "long.png", width=400, height=300).read_bytes()
    for name, size in (("cut", len(whole) - 40), ("half", len(whole) // 2), ("empty", 0)):
        (captions / f"{name}.png").write_bytes(whole[:size])
        (captions / f"{name}.txt").write_text("Not to be seen.")
    project = tmp_path / "project"
    assert atelier("data", "import", captions, "--project", project).returncode == 0
    for _ in range(2):  # the second time from what was kept
        done = atelier("data", "check", "--project", project, "--json")
        assert done.returncode == 2
        findings = [finding for finding in json.loads(done.stdout) if finding["severity"] == "error"]
        assert sorted(finding["sample"] for finding in findings) == ["cut", "empty", "half"]
        assert {finding["kind"] for finding in findings} == {"corrupt_image"}
    assert (project / "pictures.sqlite").exists()


def test_a_model_sees_greys_as_it_was_trained(atelier, refuses, model, tmp_path):
    """What a run made finds image_grey_window in the run's recipe."""
    scan = deep_png(tmp_path / "scan.png", 4095)
    run = tmp_path / "runs" / "deep"
    shutil.copytree(model, run / "model")
    (run / "run.json").write_text("{}")

    def seen(folder):
        out = tmp_path / "logits.safetensors"
        done = atelier("logits", "--model", folder, "--prompt", "What?", "--image", scan, "--out", out)
        assert done.returncode == 0, done.stderr
        return out.read_bytes(), done.stderr

    plain, said = seen(model)
    assert "0 is black, 4095 is white" in said
    (run / "recipe.yaml").write_text("image_grey_window: auto\n")
    assert seen(run / "model")[0] == plain
    (run / "recipe.yaml").write_text("image_grey_window: clip\n")
    clipped, said = seen(run / "model")
    assert clipped != plain and "255 is white" in said
    refuses("generate", "--model", model, "--prompt", "What?", "--image", scan, "--image-grey-window", "best",
            saying=["best", "auto, data, full, clip"])
