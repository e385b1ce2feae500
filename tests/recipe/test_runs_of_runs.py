"""Trainings that are made of trainings, with the built `atelier`: stages, folds, sweeps, branches; killed and gone on with."""

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
from training_project import Project  # noqa: E402


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    build = Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev"))
    folder = tmp_path_factory.mktemp("runs")
    FAMILIES["qwen2_vl"].make(folder / "model", tied=True)
    return Project(build, folder, [(56, 84), (84, 84)])


def settings(project, **more):
    return {
        "model_name_or_path": project.folder.parent / "model",
        "lora_rank": 2,
        "per_device_train_batch_size": 3,
        "learning_rate": 0.005,
        "max_steps": 6,
        "save_steps": 2,
        "logging_steps": 1,
        "max_new_tokens": 4,
    } | more


STAGES = """\
stages:
- name: projector
  finetuning_type: full
  freeze_language_model: true
  freeze_multi_modal_projector: false
  max_steps: 4
- name: answers
  finetuning_type: lora
- name: again
  finetuning_type: lora
  learning_rate: 0.001
"""


def staged(project, name, extra=STAGES, **more):
    recipe = project.recipe(name, **settings(project, test_size=3, **more))
    recipe.write_text(recipe.read_text() + extra)
    return recipe


def kill_when(project, command, ready):
    process = subprocess.Popen([str(project.atelier), *map(str, command)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 240
    while not ready():
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "too slow"
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()


def logged(run):
    log = run / "trainer_log.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines() if line.endswith("}")] if log.exists() else []


def adapter(run):
    return (run / "adapter" / "adapter_model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def stages(project):
    return project.train("staged", recipe=staged(project, "staged"))


def test_stages_go_on_with_the_one_before(project, stages):
    assert json.loads((stages / "parts.json").read_text())["folders"] == ["stage-1", "stage-2", "stage-3"]
    second = (stages / "stage-2" / "recipe.yaml").read_text()
    assert f"model_name_or_path: {stages / 'stage-1' / 'model'}" in second
    third = (stages / "stage-3" / "recipe.yaml").read_text()
    assert f"model_name_or_path: {stages / 'stage-1' / 'model'}" in third
    assert f"adapter_name_or_path: {stages / 'stage-2' / 'adapter'}" in third
    assert adapter(stages / "stage-2") != adapter(stages / "stage-3")
    assert [len(logged(stages / part)) for part in ("stage-1", "stage-2", "stage-3")] == [4, 6, 6]
    shown = json.loads(project("runs", "show", "staged", "--project", project.folder, "--json"))
    assert shown["state"] == "complete" and shown["steps"] == 16 and len(shown["parts"]) == 3
    done = project("compare", "--project", project.folder, "--run", "staged", "--out", project.folder.parent / "report", "--json")
    assert json.loads(done[done.index("{"):].splitlines()[0])["contestants"] == ["vanilla", "tuned"]
    assert (stages / "comparison.json").exists()


def test_a_kill_in_a_stage_changes_nothing(project, stages):
    recipe = staged(project, "staged-killed")
    run = project.run_folder("staged-killed")
    kill_when(project, ["train", recipe, "--project", project.folder, "--run", run.name], lambda: len(logged(run / "stage-2")) > 3)
    model = (run / "stage-1" / "model" / "model.safetensors").stat().st_mtime_ns
    text = project("train", recipe, "--project", project.folder, "--run", run.name, "--resume")
    assert "stage 1 of 3: projector, done already" in text and "stage 3 of 3: again" in text
    assert (run / "stage-1" / "model" / "model.safetensors").stat().st_mtime_ns == model
    # Folders differ by name, so the first stage's weights and the last one's adapter are what can be compared.
    for part in ("stage-1/model/model.safetensors", "stage-3/adapter/adapter_model.safetensors"):
        assert (run / part).read_bytes() == (stages / part).read_bytes(), part


def test_stages_are_checked_before_the_first_begins(project):
    for extra, saying in [
        (STAGES + "  lora_rank: 8\n", "lora_rank is 2, not 8"),
        (STAGES + "  lora_target: no_proj\n", "no_proj"),
        (STAGES.replace("learning_rate", "learning_rat"), "learning_rate"),
        (STAGES + "  adapter_name_or_path: /x\n", "only the first stage"),
        ("stages:\n- name: a\n  finetuning_type: prefix\n- name: b\n  finetuning_type: lora\n", "cannot be merged"),
        ("stages:\n- name: a\n  finetuning_type: prompt\n- name: b\n  finetuning_type: lora\n", "cannot be merged"),
    ]:
        recipe = staged(project, "wrong", extra)
        text = project("train", recipe, "--project", project.folder, "--run", "wrong", code=2)
        assert saying in text
        assert not project.run_folder("wrong").exists()


def test_an_adapter_is_merged_for_another_method(project):
    recipe = staged(project, "merging", "stages:\n- name: a\n  max_steps: 2\n- name: b\n  finetuning_type: ia3\n  max_steps: 2\n")
    run = project.train("merging", recipe=recipe)
    assert (run / "stage-1" / "merged" / "config.json").exists()
    assert (run / "stage-2" / "adapter" / "adapter_config.json").exists()


def test_folds_are_runs_and_are_summed_up(project):
    recipe = project.recipe("folds", **settings(project, cross_validation_folds=3, test_size=2, max_steps=4))
    run = project.run_folder("folds")
    line = ["train", recipe, "--project", project.folder, "--run", run.name]
    kill_when(project, line, lambda: len(logged(run / "fold-2")) > 2)
    first = adapter(run / "fold-1")
    assert "fold 1 of 3, trained already" in project(*line, "--resume")
    assert adapter(run / "fold-1") == first
    summary = json.loads((run / "cross_validation.json").read_text())
    assert summary["folds"] == 3 and sum(summary["samples"]) == 12
    for name in ("eval_loss", "cer", "exact_match"):
        figure = summary["metrics"][name]
        values = figure["values"]
        mean = sum(values) / 3
        assert figure["mean"] == pytest.approx(mean)
        assert figure["std"] == pytest.approx((sum((v - mean) ** 2 for v in values) / 2) ** 0.5)
    seen = [{sample["id"] for sample in json.loads((run / f"fold-{fold}" / "validation.json").read_text())["samples"]} for fold in (1, 2, 3)]
    assert len(set.union(*seen)) == 12


def sweep_file(project, name, text, **more):
    recipe = project.recipe(name + "-base", **settings(project, val_size=3, **more))
    file = project.folder.parent / f"{name}.yaml"
    file.write_text(f"recipe: {recipe.name}\n" + text)
    return file


HALVING = """\
method: halving
runs: 4
budget: {steps: 2, rungs: 3, eta: 2}
parameters:
  learning_rate: [0.02, 0.005, 0.0001]
  lora_rank: {min: 1, max: 6}
"""


def sweep(project, file, *arguments, **options):
    text = project("sweep", file, "--project", project.folder, "--json", *arguments, **options)
    return json.loads(next(line for line in text.splitlines() if line.startswith("{")))


def test_a_grid_gives_the_best_recipe(project):
    file = sweep_file(project, "grid", "metric: exact_match\nparameters:\n  lora_rank: [1, 2]\n  learning_rate: [0.01]\n")
    state = sweep(project, file)
    assert [trial["state"] for trial in state["trials"]] == ["done", "done"] and state["goal"] == "max"
    best = state["trials"][state["best"]]
    assert f"lora_rank: {best['values']['lora_rank']}\n" in (project.folder / "sweeps/grid/best.yaml").read_text()
    assert {trial["run"] for trial in state["trials"]} <= {run["name"] for run in json.loads(project("runs", "list", "--project", project.folder, "--json"))}


def test_halving_goes_on_with_the_best_and_survives_a_kill(project):
    whole = sweep(project, sweep_file(project, "halving", HALVING))
    assert sorted(len(trial["rungs"]) for trial in whole["trials"]) == [1, 1, 2, 3]
    assert sorted(trial["steps"] for trial in whole["trials"]) == [2, 2, 4, 8]
    order = sorted(whole["trials"], key=lambda trial: trial["rungs"][0])
    assert all(len(trial["rungs"]) > 1 for trial in order[:2])
    best = whole["trials"][whole["best"]]
    # A survivor went on: each of its steps was taken once.
    assert [line["current_steps"] for line in logged(project.run_folder(best["run"])) if "loss" in line] == [2, 4, 6, 8]

    file = sweep_file(project, "killed", HALVING)
    line = ["sweep", file, "--project", project.folder]
    runs = project.folder / "runs"
    kill_when(project, line, lambda: len(logged(runs / "killed-002")) > 0 or (runs / "killed-003").exists())
    project(*line, code=2)  # a sweep of this name is there
    again = sweep(project, file, "--resume")
    assert [trial["rungs"] for trial in again["trials"]] == [trial["rungs"] for trial in whole["trials"]]
    assert adapter(runs / best["run"].replace("halving", "killed")) == adapter(runs / best["run"])


def test_a_sweep_is_checked_before_the_first_trial(project):
    file = sweep_file(project, "wrong-sweep", "parameters:\n  lora_target: [q_proj, no_proj]\n")
    text = project("sweep", file, "--project", project.folder, code=2)
    assert "wrong-sweep-002" in text and "no_proj" in text
    assert not (project.folder / "runs" / "wrong-sweep-001").exists()


def test_a_branch_starts_from_another_run(project):
    first = project.train("first", settings=settings(project))
    constant = settings(project, lr_scheduler_type="constant", learning_rate="1.0e-60", max_steps=1)
    branch = project.train("branch", "--from", "first@checkpoint-4", settings=constant)
    # At such a rate nothing moves: it ends with what it started from.
    checkpoint = first / "checkpoints" / "checkpoint-4" / "adapter" / "adapter_model.safetensors"
    assert adapter(branch) == checkpoint.read_bytes()
    assert json.loads((branch / "origin.json").read_text())["checkpoint"] == 4
    assert json.loads(project("runs", "show", "branch", "--project", project.folder, "--json"))["origin"] == "first@checkpoint-4"
    assert adapter(project.train("result", "--from", "first", settings=constant)) == adapter(first)
    kept = project.train("kept", "--from", "first", "--with-optimizer", settings=settings(project))
    fresh = project.train("fresh", "--from", "first", settings=settings(project))
    other = project.recipe("other", **(settings(project) | {"finetuning_type": "ia3"}))
    refused = project("train", other, "--project", project.folder, "--run", "other", "--from", "first", "--with-optimizer", code=2)
    assert '"lora"' in refused and '"ia3"' in refused
    assert adapter(kept) != adapter(fresh)
    weights = project.train("weights", settings=settings(project, finetuning_type="freeze", freeze_trainable_layers=1))
    branch = project.train("weights-branch", "--from", "weights@4", settings=constant | {"finetuning_type": "freeze", "freeze_trainable_layers": 1})
    assert (branch / "model" / "model.safetensors").read_bytes() != (weights / "model" / "model.safetensors").read_bytes()
    assert "no such checkpoint" in project("train", project.recipe("b", **constant), "--project", project.folder, "--run", "b", "--from", "first@checkpoint-5", code=2)


def test_runs_are_listed_compared_and_removed(project):
    project.train("one", settings=settings(project, max_steps=1))
    project.train("two", settings=settings(project, max_steps=1, lora_rank=3))
    where = ["--project", project.folder]
    project("runs", "tag", "one", "good", "small", *where)
    project("runs", "tag", "one", "--remove", "small", *where)
    project("runs", "note", "one", "a note", *where)
    shown = json.loads(project("runs", "show", "one", "--json", *where))
    assert shown["tags"] == ["good"] and shown["note"] == "a note" and shown["settings"]["lora_rank"] == "2"
    assert [run["name"] for run in json.loads(project("runs", "list", "--tag", "good", "--json", *where))] == ["one"]
    assert json.loads(project("runs", "diff", "one", "two", "--json", *where)) == {"lora_rank": ["2", "3"]}
    assert "lora_rank" in project("runs", "list", *where)
    project("runs", "delete", "one", *where, code=2)  # without --yes
    project("runs", "delete", "one", "--yes", *where)
    assert not project.run_folder("one").exists()
    assert "../two" in project("runs", "delete", "../two", "--yes", *where, code=2)
