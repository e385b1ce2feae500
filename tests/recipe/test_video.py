"""Trainings on videos, in the layout of LLaMA-Factory's demo: read once, by the recipe's limits; odd files are named."""

import json
import os
import shutil
import struct
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))
from families import FAMILIES  # noqa: E402
from training_project import Project  # noqa: E402
from video_files import write_avi, write_noise  # noqa: E402

SAMPLES = [
    ("Why is this video funny?", "Because a baby is reading, and he is so cute!"),
    ("What is she doing?", "She is cooking."),
    ("What's in the video?", "A baby is playing in the living room."),
]


def write_demo(folder: Path, videos: list[str]) -> None:
    """`videos`: names of files in demo_data, one a sample."""
    rows = []
    for i, video in enumerate(videos):
        question, answer = SAMPLES[i % len(SAMPLES)]
        messages = [{"content": f"<video>{question}", "role": "user"}, {"content": answer, "role": "assistant"}]
        rows.append({"messages": messages, "videos": [f"demo_data/{video}"]})
    (folder / "video_demo.json").write_text(json.dumps(rows))
    tags = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}
    columns = {"messages": "messages", "videos": "videos"}
    entry = {"file_name": "video_demo.json", "formatting": "sharegpt", "columns": columns, "tags": tags}
    (folder / "dataset_info.json").write_text(json.dumps({"video_demo": entry}))


def made_project(folder: Path, family: str) -> Project:
    build = Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))
    FAMILIES[family].make(folder / "model", tied=True)
    project = Project(build, folder, [], existing=True)
    (folder / "source" / "demo_data").mkdir(parents=True)
    project.source = folder / "source"
    return project


def settings(project, **more):
    return {
        "dataset": "[video_demo]",
        "model_name_or_path": project.folder.parent / "model",
        "lora_rank": 4,
        "per_device_train_batch_size": 3,
        "learning_rate": 0.005,
        "num_train_epochs": 3,
        "logging_steps": 1,
        "video_fps": 2,
        "video_maxlen": 4,
        "video_max_pixels": 64 * 48,
    } | more


@pytest.fixture(scope="module", params=["qwen2_vl", "qwen3_vl"])
def project(request, tmp_path_factory):
    project = made_project(tmp_path_factory.mktemp(request.param), request.param)
    for i, count in enumerate((30, 25, 40)):
        write_noise(project.source / "demo_data" / f"{i}.avi", count, seed=i)
    write_demo(project.source, [f"{i}.avi" for i in range(3)])
    project("data", "import", project.source / "dataset_info.json", "--project", project.folder)
    return project


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """The user's own cache stays out of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "atelier" / "frames"


def losses(project, name):
    return [line["loss"] for line in project.log(name) if "loss" in line]


def test_it_learns_and_reads_each_video_once(project, cache, tmp_path):
    project.train("first", settings=settings(project, num_train_epochs=12))
    first = losses(project, "first")
    assert len(first) == 12 and first[-1] < 0.9 * first[0]
    kept = sorted(cache.iterdir())
    assert len(kept) == 6, "what each video says of itself, and its frames"
    # 4 frames of 64 × 48 pixels, 3 bytes each, and a few words
    assert sum(entry.stat().st_size >= 4 * 64 * 48 * 3 for entry in kept) == 3
    assert all(entry.stat().st_size < 4 * 64 * 48 * 3 + 500 for entry in kept)

    # Who decoded these now would read nothing.
    for i in range(3):
        video = project.source / "demo_data" / f"{i}.avi"
        before, bytes_ = video.stat(), video.read_bytes()
        assert len(bytes_) > 200_000
        shutil.copy2(video, tmp_path / video.name)
        video.write_bytes(bytes_[: 64 << 10] + bytes(len(bytes_) - (128 << 10)) + bytes_[-(64 << 10) :])
        os.utime(video, ns=(before.st_atime_ns, before.st_mtime_ns))
    try:
        project.train("again", settings=settings(project, num_train_epochs=12))
        assert losses(project, "again") == first
    finally:
        for i in range(3):
            shutil.copy2(tmp_path / f"{i}.avi", project.source / "demo_data")


def preflight(project, name, **more):
    recipe = project.recipe(name, **settings(project, **more))
    text = project("recipe", "preflight", recipe, "--project", project.folder, "--json")
    return json.loads(text[text.index("{") : text.rindex("}") + 1])


def test_limits_reach_preflight_and_the_adapter(project):
    few = preflight(project, "few", video_maxlen=2)
    many = preflight(project, "many", video_maxlen=6)
    assert few["estimate"]["peak"] < many["estimate"]["peak"]
    run = project.train("kept", settings=settings(project, num_train_epochs=1, video_min_pixels=100))
    kept = json.loads((run / "adapter" / "atelier.json").read_text())
    assert {key: kept[key] for key in kept if key.startswith("video_")} == {
        "video_fps": 2,
        "video_maxlen": 4,
        "video_min_pixels": 100,
        "video_max_pixels": 3072,
    }
    refused = project.recipe("refused", **settings(project, video_min_pixels=5000))
    assert "video_min_pixels must not be above video_max_pixels" in project(
        "train", refused, "--project", project.folder, "--run", "refused", code=None
    )


def test_odd_videos_are_named(tmp_path):
    project = made_project(tmp_path, "qwen2_vl")
    folder = project.source / "demo_data"
    good = write_noise(folder / "good.avi", 20).read_bytes()
    write_noise(folder / "one.avi", 1)
    write_avi(folder / "none.avi", [], (64, 64), 10)
    write_avi(folder / "huge.avi", [b"\xff\xd8\xff\xd9"], (30000, 30000), 10)
    (folder / "cut.avi").write_bytes(good[: len(good) // 2])  # as long as what is there
    (folder / "header.avi").write_bytes(good[:100])
    (folder / "empty.mp4").write_bytes(b"")
    (folder / "words.mp4").write_text("no video\n" * 100)
    sound = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) + b"data" + struct.pack("<I", 16000) + bytes(16000)
    (folder / "sound.mp4").write_bytes(b"RIFF" + struct.pack("<I", len(sound)) + sound)
    shutil.copy(folder / "good.avi", folder / "other.mp4")  # a wrong ending, but a video
    names = ["good.avi", "other.mp4", "one.avi", "cut.avi", "none.avi", "huge.avi", "header.avi", "empty.mp4", "words.mp4", "sound.mp4"]
    write_demo(project.source, names)
    project("data", "import", project.source / "dataset_info.json", "--project", project.folder)
    found = preflight(project, "odd")
    lines = [line for kind in found["health"] if kind["error"] for line in kind["samples"]]
    for name in names:
        about = [line for line in lines if f"/{name}" in line]
        usable = name in ("good.avi", "other.mp4", "one.avi", "cut.avi")
        assert len(about) == (0 if usable else 1), (name, lines)
        assert all("\n" not in line for line in about)
