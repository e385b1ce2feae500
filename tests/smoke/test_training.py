"""A short training on the starter's architecture with random weights: interrupted, resumed, compared."""

import json
import re
import resource
import shutil
import signal
import subprocess
import time

import pytest

STEPS = 40  # enough to be interrupted in

RECIPE = """\
model_name_or_path: {model}
dataset: scenes
test_size: 8
val_size: 8
finetuning_type: lora
lora_rank: 4
per_device_train_batch_size: 4
learning_rate: 1.0e-3
max_steps: {steps}
logging_steps: 1
save_steps: 1000
max_new_tokens: 8
bf16: false
device: cpu
"""


@pytest.fixture(scope="module")
def project(atelier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("training")
    for line in (["data", "generate", "scenes", "--count", 60, "--out", folder / "drawn"],
                 ["data", "import", folder / "drawn", "--project", folder / "project"]):
        done = atelier(*line)
        assert done.returncode == 0, done.stderr
    return folder / "project"


def recipe(folder, model, steps):
    file = folder / "recipe.yaml"
    file.write_text(RECIPE.format(model=model, steps=steps))
    return file


def test_interrupt_saves_and_resume_goes_on(program, atelier, model, project, tmp_path):
    file = recipe(tmp_path, model, STEPS)
    line = [program, "train", file, "--project", project, "--run", "stopped"]
    running = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    seen = ""
    for text in running.stderr:  # plain lines, since this is no terminal
        seen += text
        if re.match(r"step [3-9]", text):
            running.send_signal(signal.SIGINT)
            break
    rest = running.stderr.read()
    assert running.wait(120) == 130, seen + rest
    assert "\r" not in seen + rest and "\x1b" not in seen + rest
    run = project / "runs" / "stopped"
    saved = list((run / "checkpoints").glob("checkpoint-*"))
    assert len(saved) == 1 and not saved[0].name.endswith(".tmp"), saved
    step = int(saved[0].name.split("-")[1])
    assert 3 <= step < STEPS

    done = atelier("train", file, "--project", project, "--run", "stopped", "--resume")
    assert done.returncode == 0, done.stderr
    logged = [json.loads(text)["current_steps"] for text in (run / "trainer_log.jsonl").read_text().splitlines()]
    assert logged == list(range(1, STEPS + 1))


def test_sizes_that_the_weights_do_not_have_take_no_memory(atelier, model_copy, project, tmp_path):
    """The adapter of such a model would have 16 GB for each of some layers."""
    config = json.loads((model_copy / "config.json").read_text())
    (model_copy / "config.json").write_text(json.dumps(config | {"intermediate_size": 1_000_000_000}))
    done = atelier("train", recipe(tmp_path, model_copy, 2), "--project", project, "--run", "huge",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (12 << 30, 12 << 30)))
    assert done.returncode == 2 and "tensors of another shape" in done.stderr, done.stderr


def test_a_second_interrupt_ends_at_once(program, model, project, tmp_path):
    file = recipe(tmp_path, model, 100000)
    running = subprocess.Popen([program, "train", file, "--project", project, "--run", "killed"],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for text in running.stderr:
        if text.startswith("step 2"):
            break
    running.send_signal(signal.SIGTERM)
    time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 130


def test_train_compare_eval(atelier, model, project, tmp_path):
    file = recipe(tmp_path, model, 6)
    done = atelier("train", file, "--project", project, "--run", "short", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["steps"] == 6 and result["train_loss"] > 0
    run = project / "runs" / "short"
    for name in ["recipe.yaml", "trainer_log.jsonl", "trainer_state.json", "adapter/adapter_config.json",
                 "adapter/adapter_model.safetensors"]:
        assert (run / name).is_file(), name

    out = tmp_path / "report"
    done = atelier("compare", "--project", project, "--run", "last", "--out", out, "--samples", 4)
    assert done.returncode == 0, done.stderr
    comparison = json.loads((out / "comparison.json").read_text())
    assert [contestant["name"] for contestant in comparison["contestants"]] == ["vanilla", "tuned"]
    assert comparison["baseline"] == "vanilla" and len(comparison["samples"]) == 4
    vanilla, tuned = comparison["contestants"]
    assert vanilla["model"] == tuned["model"] == str(model) and "adapters" not in vanilla
    assert tuned["adapters"] == [str(run / "adapter")]
    assert set(comparison["metrics"]) == {"cer", "exact_match"}
    for sample in comparison["samples"]:
        assert {"id", "images", "prompt", "reference", "answers", "scores"} <= set(sample)
        assert len(sample["answers"]) == 2
    assert "<html" in (out / "report.html").read_text()

    done = atelier("eval", "--project", project, "--run", "short", "--split", "validation", "--contestant", "vanilla",
                   "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures["contestants"] == ["vanilla"] and figures["samples"] == 8


@pytest.fixture(scope="module")
def runs(atelier, model, project, tmp_path_factory):
    """Two runs of the same model."""
    folder = tmp_path_factory.mktemp("runs")
    for name, steps in (("few", 3), ("more", 12)):
        done = atelier("train", recipe(folder, model, steps), "--project", project, "--run", name)
        assert done.returncode == 0, done.stderr
    return project / "runs"


def test_compare_any_number_of_contestants(atelier, model, project, runs, tmp_path):
    other = tmp_path / "other"  # a copy: another model as far as anybody can tell
    shutil.copytree(model, other)
    out = tmp_path / "report"
    done = atelier("compare", "--project", project, "--run", "more", "--out", out, "--samples", 3, "--json",
                   "--contestant", "name=vanilla", "--contestant", f"name=copy,title=The copy,model={other}",
                   "--contestant", f"name=few,adapter={runs / 'few' / 'adapter'}", "--contestant", "name=tuned",
                   "--contestant", f"name=both,adapter={runs / 'few' / 'adapter'},adapter={runs / 'more' / 'adapter'}",
                   "--baseline", "few")
    assert done.returncode == 0, done.stderr
    # Who shares a model answers while it is loaded.
    phases = [line for line in done.stderr.splitlines() if line.startswith("answering (") and "/" not in line]
    assert phases == [f"answering ({name})" for name in ("vanilla", "few", "tuned", "both", "copy")]
    names = ["vanilla", "copy", "few", "tuned", "both"]
    figures = json.loads(done.stdout)
    assert figures["contestants"] == names and figures["baseline"] == "few"
    assert all(len(values) == 5 for values in figures["metrics"].values())
    comparison = json.loads((out / "comparison.json").read_text())
    assert comparison["baseline"] == "few"
    assert [contestant["name"] for contestant in comparison["contestants"]] == names
    assert comparison["contestants"][1] == {"name": "copy", "title": "The copy", "model": str(other)}
    assert len(comparison["contestants"][4]["adapters"]) == 2
    for sample in comparison["samples"]:
        assert len(sample["answers"]) == 5 and all(len(scores) == 5 for scores in sample["scores"].values())
        assert sample["answers"][0] == sample["answers"][1]  # the adapters are off, and gone
    assert any(sample["answers"][0] != sample["answers"][3] for sample in comparison["samples"])  # and on
    report = (out / "report.html").read_text()
    assert "The copy" in report and "both against few" in report
    # Each answers as it does alone.
    for name in ("vanilla", "tuned"):
        alone = tmp_path / f"{name}.json"
        done = atelier("eval", "--project", project, "--run", "more", "--samples", 3, "--contestant", name, "--out", alone)
        assert done.returncode == 0, done.stderr
        answers = {sample["id"]: sample["answers"][0] for sample in json.loads(alone.read_text())["samples"]}
        index = names.index(name)
        assert answers == {sample["id"]: sample["answers"][index] for sample in comparison["samples"]}
    listed = json.loads(atelier("runs", "show", "more", "--project", project, "--json").stdout)
    assert listed["metrics"]["cer"] == figures["metrics"]["cer"][names.index("tuned")]


def test_an_adapter_that_does_not_fit_costs_no_answers(refuses, runs, project, tmp_path):
    """The one line is the error's: no phase was begun."""
    other = tmp_path / "other"
    shutil.copytree(runs / "few" / "adapter", other)
    config = json.loads((other / "adapter_config.json").read_text())
    (other / "adapter_config.json").write_text(json.dumps(config | {"r": 3}))
    refuses("compare", "--project", project, "--run", "more", "--out", tmp_path / "report", "--contestant", "name=vanilla",
            "--contestant", f"name=wide,adapter={runs / 'few' / 'adapter'},adapter={other}",
            saying=['contestant "wide": tensors of another shape', "other"])
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("arguments, saying", [
    (["name=a,model=MODEL", "name=a,model=MODEL"], ['two contestants have the name "a"']),
    (["name=vanilla", "name=tuned", "--baseline", "third"], ['"third" is no contestant', "vanilla, tuned"]),
    (["name=a,modle=MODEL"], ['unknown key "modle"', "name, title, model, adapter"]),
    (["name=a,model="], ['"model=" has no value']),
    (["model=MODEL"], ["has no name"]),
    (["name=a,name=b,model=MODEL"], ['"name" comes twice']),
    (["name=a"], ['"a" has neither a model nor an adapter', "vanilla, tuned"]),
    (["name=vanilla", "name=a,model=MODEL/nowhere"], ["MODEL/nowhere"]),
    (["name=vanilla", "name=a,adapter=MODEL/nowhere"], ["MODEL/nowhere"]),
    (["name=vanilla", "name=a,adapter=ADAPTER,adapter=ADAPTER"], ["twice"]),
    (["name=tuned,model=MODEL"], ['"tuned" is what every run calls its own']),
])
def test_bad_contestants(refuses, model, project, runs, tmp_path, arguments, saying):
    fill = lambda text: text.replace("MODEL", str(model)).replace("ADAPTER", str(runs / "few" / "adapter"))
    line = ["compare", "--project", project, "--run", "more", "--out", tmp_path / "report"]
    for argument in arguments:
        named = "=" in argument
        line += ["--contestant", fill(argument)] if named else [argument]
    refuses(*line, saying=[re.escape(fill(text)) for text in saying])
    assert not (tmp_path / "report").exists()


def test_augmented_samples_are_drawn_the_same_in_any_thread(atelier, model, project, tmp_path):
    file = recipe(tmp_path, model, 20)  # more than an epoch of the 44 samples
    augmented = ["augment_rotate=10", "augment_noise=20", "augment_case=0.5", "augment_probability=1",
                 "concepts=[path=*1.png weight=3 repeats=2]"]

    def weights(run, *options):
        line = ["train", file, "--project", project, "--run", run, "--set", "threads=1"]
        done = atelier(*line, *(part for option in options for part in ("--set", option)))
        assert done.returncode == 0, done.stderr
        return (project / "runs" / run / "adapter" / "adapter_model.safetensors").read_bytes()

    plain = weights("plain")
    first = weights("first", *augmented, "dataloader_num_workers=1")
    again = weights("again", *augmented, "dataloader_num_workers=3")
    assert first == again and first != plain


def test_an_adapter_can_be_used_and_merged(atelier, model, project, tmp_path):
    adapter = project / "runs" / "short" / "adapter"
    if not adapter.is_dir():
        pytest.skip("the short run is not there")
    merged = tmp_path / "merged"
    line = ["adapter", "merge", "--model", model, "--adapter", adapter, "--out", merged, "--dtype", "fp32"]
    done = atelier(*line)
    assert done.returncode == 0, done.stderr
    ask = ["generate", "--prompt", "How many?", "--max-new-tokens", 8, "--json"]
    with_adapter = json.loads(atelier(*ask, "--model", model, "--adapter", adapter).stdout)
    assert json.loads(atelier(*ask, "--model", merged).stdout)["tokens"] == with_adapter["tokens"]
