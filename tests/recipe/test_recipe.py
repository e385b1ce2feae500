"""Whole runs of the built `atelier`: it learns, a kill changes nothing, a stop saves, a full disk loses nothing."""

import csv
import json
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.numpy import load_file

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))
from families import FAMILIES  # noqa: E402
from training_project import Project  # noqa: E402


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    build = Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))
    folder = tmp_path_factory.mktemp("recipe")
    FAMILIES["qwen2_vl"].make(folder / "model", tied=True)
    return Project(build, folder, [(56, 84), (112, 56), (84, 84)])


def settings(project, **more):
    return {
        "model_name_or_path": project.folder.parent / "model",
        "lora_rank": 4,
        "lora_dropout": 0.1,
        "per_device_train_batch_size": 3,
        "learning_rate": 0.005,
        "max_steps": 23,
        "save_steps": 4,
        "logging_steps": 3,
        "val_size": 3,
        "eval_strategy": "epoch",
    } | more


def result(run: Path, steps: int) -> dict:
    """All that a run leaves, but for what depends on the clock."""
    last = run / "checkpoints" / f"checkpoint-{steps}"
    files = [run / "adapter" / name for name in ("adapter_config.json", "adapter_model.safetensors")]
    files += [last / name for name in ("optimizer.safetensors", "parameters.safetensors", "rng_state.safetensors")]
    return {path.relative_to(run): path.read_bytes() for path in files}


def curve(project, name):
    keys = ("current_steps", "loss", "eval_loss", "lr", "epoch", "total_tokens")
    return [{key: line[key] for key in keys if key in line} for line in project.log(name)]


@pytest.fixture(scope="module")
def whole(project):
    return project.train("whole", settings=settings(project))


def start(project, name, recipe, *arguments, **options):
    command = [project.atelier, "train", recipe, "--project", project.folder, "--run", name, *arguments]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)


def wait_for_step(project, name, step, process):
    log = project.run_folder(name) / "trainer_log.jsonl"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if log.exists() and f'"current_steps":{step},' in log.read_text():
            return
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.002)
    raise AssertionError("too slow")


def test_a_run_learns_and_is_complete(project):
    run = project.train("learns", settings=settings(project, max_steps=60, save_steps=50, lora_dropout=0, logging_steps=1))
    losses = [line["loss"] for line in project.log("learns") if "loss" in line]
    assert losses[-1] < 0.6 * losses[0]
    assert all(0.05 < line["memory"] < 100 for line in project.log("learns") if "loss" in line), "GB of this process"
    for name in ("recipe.yaml", "trainer_log.jsonl", "trainer_state.json", "adapter/adapter_config.json", "checkpoints/checkpoint-60/progress.json"):
        assert (run / name).exists(), name


@pytest.mark.parametrize("step", [3, 9, 18])
def test_kill_and_resume_equals_no_stop(project, whole, step):
    name = f"killed-{step}"
    recipe = project.recipe(name, **settings(project))
    process = start(project, name, recipe)
    wait_for_step(project, name, step, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (project.run_folder(name) / "adapter").exists(), "killed too late: the test shows nothing"
    project.train(name, "--resume", recipe=recipe)
    assert result(project.run_folder(name), 23) == result(whole, 23)
    assert curve(project, name) == curve(project, "whole")


def test_an_interrupt_saves_and_exits_with_130(project, whole):
    recipe = project.recipe("stopped", **settings(project, save_steps=1000))
    process = start(project, "stopped", recipe)
    wait_for_step(project, "stopped", 6, process)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130, process.stderr.read()
    project.train("stopped", "--resume", recipe=recipe)
    assert result(project.run_folder("stopped"), 23) == result(whole, 23)


def test_pinned_samples_are_answered_whatever_their_split(project):
    pin = ["--project", project.folder, "--dataset", "data"]
    project("data", "tag", *pin, "--filter", "id:s3 OR id:s10", "--add", "pinned")
    recipe = settings(project, max_steps=4, eval_strategy="steps", eval_steps=2, max_new_tokens=3)
    try:
        run = project.train("pinned", settings=recipe)
        lines = [json.loads(line) for line in (run / "sample_answers.jsonl").read_text().splitlines()]
        assert {(line["step"], line["sample"]) for line in lines} == {(2, "s3"), (2, "s10"), (4, "s3"), (4, "s10")}
        assert all("loss" in line or "eval_loss" in line for line in project.log("pinned")), "and it is evaluated as ever"
    finally:
        project("data", "tag", *pin, "--filter", "id:s3 OR id:s10", "--remove", "pinned")
    unpinned = project.train("unpinned", settings=recipe | {"sample_answers_tag": "pinned"})
    assert not (unpinned / "sample_answers.jsonl").exists()
    assert result(run, 4) == result(unpinned, 4), "pins change nothing that is learned"


def test_sample_answers_change_nothing(project, whole):
    """Nor does a stop and a resume change them."""
    recipe = project.recipe("answers", **settings(project, sample_answers=2, max_new_tokens=5))
    answers = project.run_folder("answers") / "sample_answers.jsonl"
    process = start(project, "answers", recipe)
    wait_for_step(project, "answers", 9, process)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130, process.stderr.read()
    project.train("answers", "--resume", recipe=recipe)
    assert result(project.run_folder("answers"), 23) == result(whole, 23)
    assert curve(project, "answers") == curve(project, "whole")
    lines = [json.loads(line) for line in answers.read_text().splitlines()]
    evaluated = [line["current_steps"] for line in project.log("whole") if "eval_loss" in line]
    assert [line["step"] for line in lines] == [step for step in evaluated for _ in range(2)]
    assert set(lines[0]) == {"step", "sample", "prompt", "reference", "answer"}
    unbroken = project.train("answers-unbroken", settings=settings(project, sample_answers=2, max_new_tokens=5))
    assert (unbroken / "sample_answers.jsonl").read_text() == answers.read_text()


def test_a_full_disk_keeps_the_last_checkpoint(project, whole):
    """A limit on file sizes acts as a disk that is full for large files only."""
    recipe = project.recipe("full-disk", **settings(project))
    project.train("full-disk", recipe=recipe)
    run = project.run_folder("full-disk")
    shutil.rmtree(run / "adapter")
    for folder in (run / "checkpoints").iterdir():
        if folder.name != "checkpoint-8":
            shutil.rmtree(folder)

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40960, 40960))

    text = project("train", recipe, "--project", project.folder, "--run", "full-disk", "--resume", code=1, preexec_fn=limit)
    assert "checkpoint" in text and "resume" in text
    assert [folder.name for folder in (run / "checkpoints").iterdir()] == ["checkpoint-8"]
    project.train("full-disk", "--resume", recipe=recipe)
    assert result(run, 23) == result(whole, 23)


def test_wrong_requests_are_said(project, whole):
    recipe = project.recipe("again", **settings(project))
    text = project("train", recipe, "--project", project.folder, "--run", "whole", code=2)
    assert "there already" in text
    other = project.recipe("other", **settings(project, lora_rank=8))
    text = project("train", other, "--project", project.folder, "--run", "whole", "--resume", code=2)
    assert "lora_rank was 4 and is 8" in text
    text = project("train", recipe, "--project", project.folder, "--run", "../out", code=2)
    assert "name of a run" in text
    short = project.recipe("short", **settings(project, cutoff_len=3))
    text = project("train", short, "--project", project.folder, "--run", "short", code=2)
    # Whichever comes first: too many samples that do not fit, or a first step without one that does.
    assert ("max_bad_samples" in text or "nothing to learn" in text) and "cutoff_len" in text


def test_a_missing_image_is_named(project, tmp_path):
    other = Project(project.atelier.parents[1], tmp_path, [(56, 84)])
    (other.source / "4-0.png").unlink()
    recipe = other.recipe("broken", **settings(project, skip_bad_samples="false"))
    text = other("train", recipe, "--project", other.folder, "--run", "broken", code=2)
    assert "4-0.png" in text and "s4" in text
    recipe = other.recipe("skipping", **settings(project, max_steps=8))
    text = other("train", recipe, "--project", other.folder, "--run", "skipping")
    assert "left out: sample s4" in text and "(data.json[4])" in text
    assert re.search(r"1 of \d+ samples could not be used and were left out \(skip_bad_samples; max_bad_samples", text), text
    recipe = other.recipe("strict", **settings(project, max_bad_samples=0))
    text = other("train", recipe, "--project", other.folder, "--run", "strict", code=2)
    assert "max_bad_samples" in text and "4-0.png" in text


def test_an_adapter_keeps_how_its_pictures_were_prepared(project, tmp_path):
    run = project.train("pictures", settings=settings(project, max_steps=1, image_min_pixels=784, image_max_pixels=3136))
    stored = json.loads((run / "adapter" / "atelier.json").read_text())
    stored_pictures = {"image_min_pixels": 784, "image_max_pixels": 3136, "image_grey_window": "auto"}
    assert stored == stored_pictures | {"video_fps": 0, "video_maxlen": 0, "video_min_pixels": 0, "video_max_pixels": 0}
    copied, bare = tmp_path / "copied", tmp_path / "bare"
    shutil.copytree(run / "adapter", copied)
    shutil.copytree(run / "adapter", bare, ignore=shutil.ignore_patterns("atelier.json"))
    model = project.folder.parent / "model"

    def tokens(adapter):
        out = tmp_path / "out.safetensors"
        project("logits", "--model", model, "--adapter", adapter, "--prompt", "q", "--image", project.source / "1-0.png", "--out", out)
        return load_file(out)["input_ids"].shape[-1]

    assert tokens(run / "adapter") == tokens(copied) < tokens(bare)


def test_cut_answers_are_counted(project):
    text = project("train", project.recipe("cut", **settings(project, max_steps=5, cutoff_len=60)), "--project", project.folder, "--run", "cut")
    assert re.search(r"cutoff_len (cut the answers|left nothing to learn) of \d+ of \d+ samples, first s\d+ \(data.json\[\d+\]\)", text), text


def test_turns_in_a_row_stay_where_the_template_takes_them(project, tmp_path):
    """join_turns is for a template that needs turns to alternate; this one does not."""
    rows = [{"conversations": [{"from": "human", "value": "a"}, {"from": "human", "value": "b"}, {"from": "gpt", "value": "c"}]}]
    (tmp_path / "row.json").write_text(json.dumps(rows * 30))
    project("data", "import", tmp_path / "row.json", "--project", project.folder, "--name", "rows")
    recipe = project.recipe("rows", **settings(project, dataset="[rows]", max_steps=1, join_turns="false", val_size=0, test_size=0))
    project("train", recipe, "--project", project.folder, "--run", "rows")


def test_a_finished_run_can_be_made_longer(project):
    recipe = project.recipe("longer", **settings(project, max_steps=4))
    project.train("longer", recipe=recipe)

    def resume(*more, code=0):
        return project("train", recipe, "--project", project.folder, "--run", "longer", "--resume", *more, code=code)

    assert "nothing was left to train" in resume()
    text = resume("--set", "max_steps=6")
    assert "going on after step 4 of 6" in text and "max_steps was 4 and is 6" in text
    assert project.log("longer")[-1]["current_steps"] == 6
    assert "max_steps: 6" in (project.run_folder("longer") / "recipe.yaml").read_text()
    assert "has made 6 steps" in resume("--set", "max_steps=5", code=2)


def test_the_runs_own_recipe_repeats_it(project, whole):
    again = project.folder / "runs" / "repeated"
    project("train", whole / "recipe.yaml", "--project", project.folder, "--run", "repeated")
    assert result(again, 23) == result(whole, 23)
    assert curve(project, "repeated") == curve(project, "whole")
    facts = json.loads((whole / "run.json").read_text())
    assert facts["data"] == json.loads((again / "run.json").read_text())["data"]
    assert {"atelier", "torch", "processor", "threads", "device"} <= set(facts)


def test_options_that_came_after_a_checkpoint_are_as_their_defaults(project, whole):
    for missing, fits in (("neftune_noise_alpha", True), ("lora_dropout", False)):
        run = project.run_folder(f"older-{missing}")
        shutil.copytree(whole, run)
        shutil.rmtree(run / "adapter")
        shutil.rmtree(run / "checkpoints" / "checkpoint-23")
        progress = run / "checkpoints" / "checkpoint-20" / "progress.json"
        state = json.loads(progress.read_text())
        del state["options"][missing]
        progress.write_text(json.dumps(state))
        command = [project.atelier, "train", run / "recipe.yaml", "--project", project.folder, "--run", run.name]
        done = subprocess.run([*map(str, command), "--resume"], capture_output=True, text=True)
        assert (done.returncode == 0) == fits, done.stderr
        if fits:
            assert result(run, 23) == result(whole, 23)
        else:
            assert "lora_dropout was 0.0 and is 0.1" in done.stderr or "lora_dropout was 0 and is 0.1" in done.stderr


def asked(project, name, *arguments):
    command = [project.atelier, "runs", "ask", name, *arguments, "--project", project.folder]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True)


def test_another_program_asks_a_training(project):
    assert "no run" in asked(project, "nobody").stderr
    recipe = project.recipe("asked", **settings(project, max_steps=100000, eval_strategy="no", save_steps=100000))
    process = start(project, "asked", recipe)
    wait_for_step(project, "asked", 3, process)
    assert asked(project, "asked").stdout.startswith("running, training ")
    assert asked(project, "asked", "explode").returncode == 2
    assert asked(project, "asked", "--rate", "-1").returncode == 2
    assert asked(project, "asked", "pause", "--rate", "0.1").returncode == 2
    assert asked(project, "asked", "--rate-factor", "0.5").returncode == 0
    assert asked(project, "asked", "save").returncode == 0
    deadline = time.monotonic() + 60
    while not list((project.run_folder("asked") / "checkpoints").glob("checkpoint-*")):
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)

    def rates():
        return [line["lr"] for line in project.log("asked") if "lr" in line]

    while rates()[-1] > 0.6 * rates()[0]:  # from the step after the one that the command came in
        assert time.monotonic() < deadline and process.poll() is None
        time.sleep(0.05)
    assert asked(project, "asked", "stop").returncode == 0
    assert process.wait(timeout=60) == 130
    assert not (project.run_folder("asked") / "control.sock").exists()
    assert "ended just now" in asked(project, "asked").stderr
    log = [project.atelier, "runs", "log", "asked", "--project", project.folder]
    reported = subprocess.run(list(map(str, log)), capture_output=True, text=True).stdout
    assert "trainable parameters" in reported and "stopped after step" in reported.splitlines()[-1]


def test_a_killed_training_is_asked_in_vain_and_goes_on(project):
    recipe = project.recipe("vain", **settings(project, max_steps=100000, eval_strategy="no", save_steps=2))
    process = start(project, "vain", recipe)
    wait_for_step(project, "vain", 3, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert (project.run_folder("vain") / "control.sock").exists(), "what a killed process leaves"
    assert "listens" in asked(project, "vain").stderr
    process = start(project, "vain", recipe, "--resume")
    wait_for_step(project, "vain", 12, process)
    assert asked(project, "vain", "stop").returncode == 0
    assert process.wait(timeout=60) == 130


EVERYTHING = {
    "eval_strategy": "steps",
    "eval_steps": 3,
    "predict_with_generate": "true",
    "max_eval_samples": 2,
    "max_new_tokens": 4,
    "load_best_model_at_end": "true",
    "metric_for_best_model": "eval_loss",
    "early_stopping_steps": 5,
    "save_total_limit": 2,
    "disable_gradient_checkpointing": "false",
    "max_tokens_per_batch": 200,
    "group_by_length": "true",
    "report_to": "[tensorboard, csv]",
}


def test_everything_at_once_survives_a_kill(project):
    recipe = project.recipe("everything", **settings(project, **EVERYTHING))
    whole = project.train("everything", recipe=recipe)
    process = start(project, "everything-killed", recipe)
    wait_for_step(project, "everything-killed", 12, process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (project.run_folder("everything-killed") / "adapter").exists(), "killed too late: the test shows nothing"
    killed = project.train("everything-killed", "--resume", recipe=recipe)
    assert result(whole, 23) == result(killed, 23)
    assert curve(project, "everything") == curve(project, "everything-killed")
    states = [json.loads((run / "trainer_state.json").read_text()) for run in (whole, killed)]
    keys = ("best_global_step", "best_metric", "best_model_checkpoint")
    assert [states[0][key] for key in keys] == [states[1][key] for key in keys]
    best = states[0]["best_global_step"]
    assert states[0]["best_model_checkpoint"] == f"checkpoints/checkpoint-{best}"
    saved = whole / states[0]["best_model_checkpoint"] / "adapter" / "adapter_model.safetensors"
    assert saved.read_bytes() == (whole / "adapter" / "adapter_model.safetensors").read_bytes()
    assert any("eval_cer" in line for line in project.log("everything"))


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """(number, value) of each field of a protocol buffer message."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        if key & 7 == 0:
            value, at = varint(data, at)
        else:
            size, at = {1: (8, at), 5: (4, at), 2: None}[key & 7] or varint(data, at)
            value, at = data[at : at + size], at + size
        yield key >> 3, value


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def scalars(file):
    """{(tag, step): value} of a TensorBoard file."""
    data, at, found, version = file.read_bytes(), 0, {}, None
    while at < len(data):
        head, (checksum,) = data[at : at + 8], struct.unpack("<I", data[at + 8 : at + 12])
        assert crc32c(head) == checksum
        (size,) = struct.unpack("<Q", head)
        event, (checksum,) = data[at + 12 : at + 12 + size], struct.unpack("<I", data[at + 12 + size : at + 16 + size])
        assert crc32c(event) == checksum
        at += 16 + size
        parts = dict(fields(event))
        version = version or parts.get(3)
        for _, value in fields(parts.get(5, b"")):
            scalar = dict(fields(value))
            found[scalar[1].decode(), parts[2]] = struct.unpack("<f", scalar[2])[0]
    assert version == b"brain.Event:2"
    return found


def test_reports_hold_what_the_log_holds(project):
    run = project.train("reports", settings=settings(project, max_steps=9, report_to="[tensorboard, csv, mlflow]"))
    (file,) = (run / "tensorboard").iterdir()
    found = scalars(file)
    (mlflow,) = [folder for folder in (run / "mlruns" / "0").iterdir() if folder.is_dir()]
    table = list(csv.DictReader((run / "trainer_log.csv").open()))
    log = project.log("reports")
    assert len(table) == len(log) > 3
    losses = {line["current_steps"]: line["loss"] for line in log if "loss" in line}
    for step, loss in losses.items():
        assert found["train/loss", step] == pytest.approx(loss, rel=1e-6)
    for line in log:
        if "eval_loss" in line:
            assert found["eval/loss", line["current_steps"]] == pytest.approx(line["eval_loss"], rel=1e-6)
    assert [float(row["loss"]) for row in table if row["loss"]] == list(losses.values())
    written = [line.split() for line in (mlflow / "metrics" / "loss").read_text().splitlines()]
    assert [(float(value), int(step)) for _, value, step in written] == [(loss, step) for step, loss in losses.items()]
    assert (mlflow / "params" / "lora_rank").read_text() == "4"


def test_half_precision_learns(project):
    run = project.train("fp16", settings=settings(project, fp16="true", max_steps=40, lora_dropout=0, logging_steps=1))
    losses = [line["loss"] for line in project.log("fp16") if "loss" in line]
    assert losses[-1] < 0.7 * losses[0]
    assert all(line["loss_scale"] >= 1 for line in project.log("fp16") if "loss" in line)
    assert (run / "adapter" / "adapter_model.safetensors").exists()


def test_a_signal_evaluates_or_saves_and_the_run_goes_on(project):
    recipe = project.recipe("signals", **settings(project, save_steps=1000, max_steps=300, eval_strategy="no", max_new_tokens=3))
    process = start(project, "signals", recipe)
    wait_for_step(project, "signals", 6, process)
    process.send_signal(signal.SIGUSR2)
    run, deadline = project.run_folder("signals"), time.monotonic() + 120
    while not (run / "sample_answers.jsonl").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGUSR1)
    assert process.wait(240) == 0, process.stderr.read()
    assert sum("eval_loss" in line for line in project.log("signals")) == 1
    assert len((run / "sample_answers.jsonl").read_text().splitlines()) == 3
    assert len(list((run / "checkpoints").iterdir())) == 2
