"""`atelier recipe`: what is known of a training before it starts."""

import json

import pytest

RECIPE = """\
model_name_or_path: {model}
dataset: scenes
test_size: 8
val_size: 8
finetuning_type: lora
lora_rank: 4
per_device_train_batch_size: 4
learning_rate: 1.0e-3
max_steps: 6
template: qwen2_vl
device: cpu
"""


@pytest.fixture(scope="module")
def project(atelier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recipe")
    for line in (["data", "generate", "scenes", "--count", 60, "--out", folder / "drawn"],
                 ["data", "import", folder / "drawn", "--project", folder / "project"]):
        done = atelier(*line)
        assert done.returncode == 0, done.stderr
    return folder / "project"


@pytest.fixture
def recipe(model, tmp_path):
    file = tmp_path / "recipe.yaml"
    file.write_text(RECIPE.format(model=model))
    return file


def test_check(atelier, refuses, recipe, project, tmp_path):
    done = atelier("recipe", "check", recipe, "--project", project, "--json")
    assert done.returncode == 0, done.stderr
    states = {row["key"]: row["state"] for row in json.loads(done.stdout)["keys"]}
    assert states["lora_rank"] == "used" and states["template"] == "without_effect"

    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(recipe.read_text() + "seed: -3\nzebra: 1\n")
    refuses("recipe", "check", wrong, saying=["cannot be used"])
    text = atelier("recipe", "check", wrong).stdout
    assert "wrong.yaml:12:7" in text and "at least 0" in text and "Unknown" in text and "zebra" in text

    refuses("recipe", "check", recipe, "--project", tmp_path / "nowhere")

    unable = tmp_path / "unable.yaml"  # each key by itself is right
    unable.write_text("finetuning_type: full\nquantization_bit: 4\n")
    refuses("recipe", "check", unable, saying=["unable.yaml:2:19: .*cannot train on quantised weights"])
    assert not json.loads(atelier("recipe", "check", unable, "--json").stdout)["usable"]
    unable.write_text("stages:\n- name: a\n- name: b\n  finetuning_type: full\n  quantization_bit: 8\n")
    refuses("recipe", "check", unable, saying=["cannot train on quantised weights"])
    other = tmp_path / "other.yaml"
    other.write_text("dataset: scene\n")
    assert atelier("recipe", "check", other).returncode == 0
    assert 'did you mean "scenes"' in atelier("recipe", "check", other, "--project", project).stdout


def test_show_diff_command(atelier, recipe, tmp_path):
    shown = json.loads(atelier("recipe", "show", recipe, "--json").stdout)["settings"]
    by_key = {one["key"]: one for one in shown}
    assert by_key["lora_rank"]["value"] == "4" and by_key["lora_rank"]["from"].endswith("recipe.yaml:6:12")
    assert by_key["seed"]["from"] == "default" and "max_steps" in by_key["num_train_epochs"]["without_effect"]

    other = tmp_path / "other.yaml"
    other.write_text(recipe.read_text().replace("lora_rank: 4", "lora_rank: 16") + "note: it's mine\n")
    differences = json.loads(atelier("recipe", "diff", recipe, other, "--json").stdout)["differences"]
    assert [(one["key"], one["first"], one["second"]) for one in differences][:1] == [("lora_rank", "4", "16")]
    assert differences[1]["key"] == "note"
    assert atelier("recipe", "diff", recipe, recipe).stdout == "The same settings.\n"

    line = atelier("recipe", "command", other, "--base", recipe, "--project", "a b").stdout
    assert line == f"atelier train {recipe} --project 'a b' --set lora_rank=16\n"


def test_estimate(atelier, recipe, project):
    ask = ["recipe", "estimate", recipe, "--project", project, "--json", "--set"]
    small = json.loads(atelier(*ask, "per_device_train_batch_size=1").stdout)
    large = json.loads(atelier(*ask, "per_device_train_batch_size=32").stdout)
    for estimate in (small, large):
        assert estimate["peak"] == sum(part["bytes"] for part in estimate["memory"])
        assert estimate["device"] == "cpu" and estimate["fit"] == "fits" and estimate["steps"] == 6
        assert 0 < estimate["trained"] < estimate["parameters"] and estimate["seconds_per_step"] > 0
    assert large["peak"] > small["peak"] and large["batch_image_tokens"] > small["batch_image_tokens"] > 0
    remedies = [remedy["settings"] for remedy in large["remedies"]]
    assert ["per_device_train_batch_size=1", "gradient_accumulation_steps=32"] in remedies
    peaks = [remedy["peak"] for remedy in large["remedies"]]
    assert peaks == sorted(peaks) and peaks[-1] < large["peak"]


def test_estimate_of_batches_by_tokens(atelier, recipe, project):
    ask = ["recipe", "estimate", recipe, "--project", project, "--json"]
    longest = json.loads(atelier(*ask).stdout)["longest_tokens"]
    batches = {}
    for limit in (longest + 5, 6 * longest):
        estimate = json.loads(atelier(*ask, "--set", f"max_tokens_per_batch={limit}").stdout)
        assert longest <= estimate["batch_tokens"] <= limit
        batches[limit] = estimate
    small, large = batches.values()
    assert large["batch_tokens"] > 3 * longest and large["peak"] > small["peak"]
    halved = ["max_tokens_per_batch=" + str(3 * longest), "gradient_accumulation_steps=2"]
    assert halved in [remedy["settings"] for remedy in large["remedies"]]
    epoch = ["--set", "max_steps=-1", "--set", "num_train_epochs=1", "--set"]
    steps = [json.loads(atelier(*ask, *epoch, f"max_tokens_per_batch={limit}").stdout)["steps"] for limit in batches]
    assert steps[0] > 2 * steps[1] > 0


def test_stages_are_looked_at_one_by_one(atelier, recipe, project, tmp_path):
    staged = tmp_path / "staged.yaml"
    staged.write_text(
        recipe.read_text()
        + "stages:\n  - name: projector\n    finetuning_type: full\n    freeze_vision_tower: true\n"
        + "    freeze_language_model: true\n    freeze_multi_modal_projector: false\n    max_steps: 2\n"
        + "  - name: answers\n    per_device_train_batch_size: 32\n"
    )
    ask = ["--project", project, "--json"]
    estimate = json.loads(atelier("recipe", "estimate", staged, *ask).stdout)
    assert estimate["stage"] == "answers" and estimate["steps"] == 2 + 6 and estimate["remedies"] == []
    assert json.loads(atelier("recipe", "preflight", staged, *ask).stdout)["estimate"]["stage"] == "answers"
    tree = json.loads(atelier("recipe", "trainable", staged, "--json").stdout)
    trained = {part["name"]: part["trainable"] for part in tree["parts"]}
    assert trained["projector: projector"] > 0 == trained["projector: language model"]
    assert trained["answers: language model"] > 0 == trained["answers: vision tower"]


def test_preflight(atelier, recipe, project):
    done = atelier("recipe", "preflight", recipe, "--project", project, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["training"], report["validation"], report["test"]) == (44, 8, 8)
    assert report["template_checked"] == 44 and report["template_problems"] == [], "every sample is looked at"
    parts = {part["name"]: part for part in report["parts"]}
    assert parts["language model"]["trained"] == 0 and parts["adapter"]["trained"] == report["estimate"]["trained"]
    assert len(report["first_batch"]) == 4
    for sample in report["first_batch"]:
        tokens = sample["tokens"]
        kinds = {token["kind"] for token in tokens}
        assert kinds == {"text", "image", "special"}
        trained = [token for token in tokens if token["trained"]]
        assert 0 < len(trained) < len(tokens) and trained[-1]["kind"] == "special"
        assert not any(token["trained"] for token in tokens if token["kind"] == "image")
    text = atelier("recipe", "preflight", recipe, "--project", project).stdout
    assert "image tokens>" in text and "[[" in text and "\x1b" not in text

    cutoff = min(len(s["tokens"]) for s in report["first_batch"]) - 1
    cut = json.loads(atelier("recipe", "preflight", recipe, "--project", project, "--json", "--cutoff_len", str(cutoff)).stdout)
    found = {line["kind"]: line for line in cut["health"]}
    assert found["cut_answer"]["count"] >= len(report["first_batch"])
    assert f"cutoff_len {cutoff}" in found["cut_answer"]["example"] and len(found["cut_answer"]["samples"]) > 1
    none = atelier("recipe", "preflight", recipe, "--project", project, "--json", "--set", "cutoff_len=3")
    found = {line["kind"]: line for line in json.loads(none.stdout)["health"]}
    assert found["unusable"]["count"] == 52, "training and validation samples whose pictures do not fit"
    assert any("max_bad_samples" in note for note in json.loads(none.stdout)["notes"])


def test_values_over_the_recipes_own(atelier, refuses, recipe, tmp_path):
    """A bad value that is overridden is not judged, by no command."""
    bad = tmp_path / "bad.yaml"
    bad.write_text(recipe.read_text().replace("lora_rank:", "lora_rank: many #") + "report_to: wandb\n")
    assert atelier("recipe", "check", bad).returncode == 2
    for words in (["--set", "lora_rank=4"], ["--lora_rank", "4"], ["--lora_rank=4"], ["lora_rank=4"]):
        done = atelier("recipe", "check", bad, *words)
        assert done.returncode == 0 and "wandb is passed over" in done.stdout, done.stdout + done.stderr
    refuses("recipe", "check", bad, "--lora_rnk", "4", saying=["lora_rnk"])


def test_presets(atelier):
    listed = json.loads(atelier("recipe", "presets", "--json").stdout)
    kinds = {kind: {one["key"]: one for one in listed["fragments"] if one["kind"] == kind}
             for kind in ("common", "family", "method", "hardware")}
    assert all(kinds.values()) and listed["this_computer"] in kinds["hardware"]
    assert len(listed["combinations"]) > len(kinds["method"])
    text = atelier("recipe", "presets").stdout
    for kind in ("family", "method", "hardware"):
        for one in kinds[kind].values():
            assert one["key"] in text and one["title"] in text and one["help"] in text


def test_compose(atelier, refuses, model, tmp_path):
    listed = json.loads(atelier("recipe", "presets", "--json").stdout)
    family = json.loads((model / "config.json").read_text())["model_type"]
    choices = {one["method"]: one for one in listed["combinations"] if one["family"] == family}
    assert choices
    for method, choice in choices.items():
        file = tmp_path / f"{method}.yaml"
        done = atelier("recipe", "compose", "--model", model, "--method", method, "--hardware", choice["hardware"],
                       "--out", file)
        assert done.returncode == 0 and done.stdout == "", done.stderr
        assert file.read_text().startswith(f"# {choice['title']}\n")
        checked = json.loads(atelier("recipe", "check", file, "--json").stdout)
        assert checked["usable"] and {row["state"] for row in checked["keys"]} == {"used"}
        tree = json.loads(atelier("recipe", "trainable", file, "--json").stdout)
        assert any(part["trainable"] for part in tree["parts"]), method

    here = atelier("recipe", "compose", "--family", family, "--method", "lora")
    assert here.returncode == 0 and "model_name_or_path" not in here.stdout
    same = atelier("recipe", "compose", "--family", family, "--method", "lora", "--hardware", listed["this_computer"])
    assert same.stdout == here.stdout

    refuses("recipe", "compose", "--method", "lora", saying=["--family", "--model"])
    refuses("recipe", "compose", "--family", family, "--model", model, "--method", "lora", saying=["either"])
    refuses("recipe", "compose", "--family", family, "--method", "lroa", saying=['did you mean "lora"'])
    refuses("recipe", "compose", "--model", tmp_path / "nowhere", "--method", "lora", saying=["no such model"])
