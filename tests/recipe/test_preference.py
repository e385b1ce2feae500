"""Preference tuning from end to end: a tiny model learns to prefer, a kill changes nothing, what cannot be learned is said."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))
from families import FAMILIES  # noqa: E402
from preference_project import PreferenceProject  # noqa: E402

SIZES = [(56, 84), (112, 56), (84, 84)]
BUILD = Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return FAMILIES["qwen2_vl"].make(tmp_path_factory.mktemp("model") / "model", tied=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory, model):
    return PreferenceProject(BUILD, tmp_path_factory.mktemp("preference"), SIZES, count=14, validation=4)


def first_json(text: str):
    """What a command prints before its messages."""
    return json.JSONDecoder().raw_decode(text)[0]


def settings(model, **more):
    return {
        "model_name_or_path": model,
        "stage": "dpo",
        "lora_rank": 4,
        "lora_dropout": 0.1,
        "per_device_train_batch_size": 3,
        "learning_rate": 0.005,
        "max_steps": 12,
        "save_steps": 4,
        "logging_steps": 3,
        "eval_strategy": "steps",
        "eval_steps": 5,
    } | more


def result(run: Path, steps: int) -> dict:
    last = run / "checkpoints" / f"checkpoint-{steps}"
    names = ("optimizer.safetensors", "parameters.safetensors", "model.safetensors", "rng_state.safetensors", "reference.safetensors")
    files = [last / name for name in names] + [run / "adapter" / "adapter_model.safetensors"]
    return {path.relative_to(run): path.read_bytes() for path in files if path.exists()}


def curve(project, name):
    clock = {"elapsed_time", "remaining_time", "throughput", "samples_per_second", "memory"}
    return [{key: value for key, value in line.items() if key not in clock} for line in project.log(name)]


@pytest.mark.parametrize("objective", ["sigmoid", "orpo", "kto"])
def test_a_model_learns_to_prefer(project, model, objective):
    stage = {"stage": "kto"} if objective == "kto" else {"pref_loss": objective}
    recipe = settings(model, **stage, max_steps=50, save_steps=50, logging_steps=1, lora_dropout=0, pref_beta=0.5, per_device_train_batch_size=10)
    project.train(f"learns-{objective}", settings=recipe)
    lines = [line for line in project.log(f"learns-{objective}") if "loss" in line]
    assert lines[-1]["loss"] < lines[0]["loss"]
    assert lines[-1]["rewards/margins"] > lines[0]["rewards/margins"] + 0.3
    if objective != "kto":
        assert lines[-1]["accuracy"] >= 0.9 and lines[-1]["accuracy"] > lines[0]["accuracy"]
    evaluated = [line for line in project.log(f"learns-{objective}") if "eval_loss" in line]
    assert {"eval_rewards/chosen", "eval_rewards/margins", "eval_logps/chosen"} <= set(evaluated[-1])
    state = json.loads((project.run_folder(f"learns-{objective}") / "trainer_state.json").read_text())
    assert "rewards/margins" in state["log_history"][0], "as transformers and TRL have it"


@pytest.mark.parametrize("method", ["lora", "full"])
def test_kill_and_resume_equals_no_stop(project, model, method):
    more = {"finetuning_type": method, "lora_dropout": 0.1 if method == "lora" else None, "lora_rank": 4 if method == "lora" else None}
    recipe = {key: value for key, value in settings(model, **more, learning_rate=0.002).items() if value is not None}
    whole = project.train(f"whole-{method}", settings=recipe)
    path = project.recipe(f"killed-{method}", **recipe)
    command = [project.atelier, "train", path, "--project", project.folder, "--run", f"killed-{method}"]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    log = project.run_folder(f"killed-{method}") / "trainer_log.jsonl"
    deadline = time.monotonic() + 120
    while not (log.exists() and '"current_steps":6,' in log.read_text()):
        assert process.poll() is None and time.monotonic() < deadline, process.stderr.read() if process.poll() else "too slow"
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (project.run_folder(f"killed-{method}") / "checkpoints" / "checkpoint-12").exists(), "killed too late"
    project.train(f"killed-{method}", "--resume", recipe=path)
    assert result(project.run_folder(f"killed-{method}"), 12) == result(whole, 12)
    assert "checkpoints/checkpoint-12/reference.safetensors" in map(str, result(whole, 12))
    assert curve(project, f"killed-{method}") == curve(project, f"whole-{method}")


def test_the_best_by_accuracy_is_kept(project, model):
    recipe = settings(model, load_best_model_at_end="true", metric_for_best_model="rewards/accuracies", report_to="[tensorboard, csv, mlflow]")
    run = project.train("best", settings=recipe)
    state = json.loads((run / "trainer_state.json").read_text())
    best = max(line["eval_rewards/accuracies"] for line in project.log("best") if "eval_loss" in line)
    assert state["best_metric"] == best
    assert "rewards/chosen" in (run / "trainer_log.csv").read_text().splitlines()[0]
    assert list((run / "mlruns").rglob("metrics/rewards/chosen"))


def test_what_cannot_be_learned_is_said(tmp_path, model):
    mixed = PreferenceProject(BUILD, tmp_path / "mixed", SIZES, count=6)
    for sample in mixed.samples[:2]:
        del sample["turns"][1]["rejected"]
    mixed.write(mixed.samples)
    mixed("data", "import", mixed.source, "--project", mixed.folder, "--name", "some")
    recipe = mixed.recipe("some", **settings(model, dataset="[some]", eval_strategy="no", max_steps=1))
    assert "2 of 6 samples (training) without a rejected answer" in mixed("train", recipe, "--project", mixed.folder, "--run", "some")
    for sample in mixed.samples:
        sample["turns"][1].pop("rejected", None)
        sample["turns"][1].pop("liked")
    mixed.write(mixed.samples)
    mixed("data", "import", mixed.source, "--project", mixed.folder, "--name", "none")
    for stage, missing in (("dpo", "rejected answer"), ("kto", "liked or disliked")):
        recipe = mixed.recipe(stage, **settings(tmp_path / "no-model", dataset="[none]", stage=stage, eval_strategy="no"))
        text = mixed("train", recipe, "--project", mixed.folder, "--run", stage, code=2)
        assert missing in text and f"stage {stage}" in text, "before the model is looked for"
        assert not mixed.run_folder(stage).exists()


def test_answers_marked_as_bad_are_not_learned(tmp_path, model):
    marked = PreferenceProject(BUILD, tmp_path / "marked", SIZES, count=6)
    for number, sample in enumerate(marked.samples):
        sample["turns"][1].pop("rejected")
        sample["turns"][1]["liked"] = number >= 2
    marked.samples[2]["turns"] += [{"role": "user", "text": "And?"}, {"role": "assistant", "text": "worse", "liked": False}]
    marked.write(marked.samples)
    marked("data", "import", marked.source, "--project", marked.folder, "--name", "some")
    recipe = settings(model, dataset="[some]", stage="sft", eval_strategy="no", max_steps=1, per_device_train_batch_size=6)
    ask = ["--project", marked.folder, "--json"]
    report = first_json(marked("recipe", "preflight", marked.recipe("some", **recipe), *ask))
    assert len(report["first_batch"]) == 4
    trained = "".join(token["text"] for sample in report["first_batch"] for token in sample["tokens"] if token["trained"])
    assert "worse" not in trained and marked.samples[2]["turns"][1]["text"] in trained
    assert "3 answers that are marked as bad (training)" in marked("train", marked.recipe("s", **recipe), "--project", marked.folder, "--run", "s")
    for sample in marked.samples:
        for turn in sample["turns"][1::2]:
            turn["liked"] = False
    marked.write(marked.samples)
    marked("data", "import", marked.source, "--project", marked.folder, "--name", "none")
    recipe["dataset"] = "[none]"
    assert "marked as bad" in marked("train", marked.recipe("n", **recipe), "--project", marked.folder, "--run", "n", code=2)


def test_wrong_combinations_are_said(project, model):
    def refused(name, **more):
        return project("train", project.recipe(name, **settings(model, **more)), "--project", project.folder, "--run", name, code=2)

    assert "pref_reference" in refused("kto-none", stage="kto", pref_reference="none")
    varied = refused("full-varied", finetuning_type="full", lora_dropout=0, augment_case=0.5)
    assert "reference model" in varied and "finetuning_type" in varied
    assert "rewards/accuracy" in refused("best-by", load_best_model_at_end="true", metric_for_best_model="rewards/accuracy")


def test_pairs_show_in_preflight_and_estimate(project, model):
    ask = ["--project", project.folder, "--json"]
    report = first_json(project("recipe", "preflight", project.recipe("shown", **settings(model)), *ask))
    names = [sample["sample"] for sample in report["first_batch"]]
    assert len(names) == 6 and names[0].endswith("(chosen)") and names[1].endswith("(rejected)")
    assert report["template_problems"] == [] and report["template_checked"] == 10
    for sample in report["first_batch"]:
        trained = "".join(token["text"] for token in sample["tokens"] if token["trained"])
        turn = next(s for s in project.samples if sample["sample"].startswith(s["id"] + " "))["turns"][1]
        expected = turn["text"] if sample["sample"].endswith("(chosen)") else turn["rejected"]
        assert trained.startswith(expected) and trained != expected, "with the token that ends it"

    def peak(**more):
        recipe = project.recipe("sized", **settings(model, per_device_train_batch_size=10, **more))
        return first_json(project("recipe", "estimate", recipe, *ask))

    pairs, answers = peak(), peak(stage="sft")
    assert pairs["batch_tokens"] > 1.5 * answers["batch_tokens"], "two sequences of each sample"
    assert pairs["peak"] > answers["peak"]


def test_a_rate_can_be_searched(project, model):
    for method in ("lora", "full"):
        recipe = project.recipe(f"rate-{method}", **settings(model, finetuning_type=method, lora_dropout=0))
        found = first_json(project("find-rate", recipe, "--project", project.folder, "--steps", "12", "--json"))
        assert len(found["points"]) > 5


def test_augmented_pairs_are_trained(project, model):
    recipe = settings(model, augment_case=0.8, augment_rotate=5, augment_answers="true", max_steps=3, logging_steps=1)
    project.train("augmented", settings=recipe)
    assert [line["current_steps"] for line in project.log("augmented") if "loss" in line] == [1, 2, 3]


def test_tuning_goes_on_from_an_adapter(project, model):
    """Answers first, then preferences: as a recipe with stages."""
    first = project.train("answers", settings=settings(model, stage="sft", max_steps=6, lora_dropout=0))
    for reference, zero in (("start", True), ("base", False)):
        name = f"then-{reference}"
        recipe = settings(
            model, adapter_name_or_path=first / "adapter", pref_reference=reference, max_steps=1, logging_steps=1, lora_dropout=0,
            per_device_train_batch_size=10,
        )  # fmt: skip
        text = project("train", project.recipe(name, **recipe), "--project", project.folder, "--run", name)
        line = next(line for line in project.log(name) if "loss" in line)
        assert (abs(line["rewards/chosen"]) < 1e-4) == zero
        assert ("without the adapter" in text) != zero
