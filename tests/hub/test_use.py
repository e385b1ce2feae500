"""What was pulled is used by its name: in recipes, by the commands of models, and as a dataset."""

import json
import subprocess
from pathlib import Path

import pytest

from clients import environment
from conftest import ROOT

STARTER = ROOT / "resources" / "starter" / "model"
RECIPE = """\
model_name_or_path: {model}
dataset: drawn
test_size: 2
val_size: 2
lora_rank: 2
max_steps: 2
max_new_tokens: 4
bf16: false
device: cpu
"""


@pytest.fixture
def atelier(program, hub, home):
    def call(*words, code=0, **more):
        done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, timeout=300,
                              env=environment(hub, home, **more))
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr.strip().splitlines()[-1]

    return call


def files_in(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def starter(hub, pull):
    hub.add("owner/starter", files_in(STARTER))
    return pull("owner/starter").folder


@pytest.fixture
def project(atelier, tmp_path):
    atelier("data", "generate", "lines", "--count", 12, "--out", tmp_path / "drawn")
    atelier("data", "import", tmp_path / "drawn", "--name", "drawn", "--project", tmp_path / "project")
    return tmp_path / "project"


def test_commands_take_the_name(atelier, starter, tmp_path):
    (tmp_path / "text").write_text("hello\n")
    for words in (["model", "info", "{}"], ["tokenize", "--model", "{}", "--text-file", tmp_path / "text"],
                  ["generate", "--model", "{}", "--prompt", "hello", "--max-new-tokens", 3]):
        by = [atelier(*(str(word).format(name) for word in words)) for name in ("owner/starter", starter, STARTER)]
        assert by[0] == by[1] == by[2]
    for name, out in (("owner/starter", "copy"), (STARTER, "plain")):
        atelier("model", "convert", name, "--out", tmp_path / out, "--dtype", "fp32")
    assert files_in(tmp_path / "copy") == files_in(tmp_path / "plain")
    assert not any(path.is_symlink() for path in (tmp_path / "copy").iterdir())


def test_a_revision_is_another_model(hub, atelier, starter):
    hub.repositories["model", "owner/starter"].tags["v1"] = starter.name
    line = atelier("model", "info", "owner/starter@v1", code=2)
    assert "atelier model pull owner/starter@v1" in line
    atelier("model", "pull", "owner/starter@v1")
    assert atelier("model", "info", "owner/starter@v1") == atelier("model", "info", "owner/starter")


@pytest.mark.parametrize("words", (["model", "info", "{}"], ["generate", "--model", "{}", "--prompt", "x"],
                                   ["tokenize", "--model", "{}", "--text-file", "/dev/null"],
                                   ["recipe", "compose", "--model", "{}", "--method", "lora"]), ids=lambda words: words[0])
def test_what_was_not_pulled(atelier, words):
    line = atelier(*(word.format("owner/other") for word in words), code=2)
    assert 'owner/other' in line and '"atelier model pull owner/other" downloads it' in line


def test_a_recipe_names_it(hub, home, program, atelier, starter, project, tmp_path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE.format(model="owner/starter"))
    assert "there is no such folder" not in atelier("recipe", "check", recipe, "--project", project)
    hub.requests.clear()
    atelier("train", recipe, "--project", project, "--run", "one")
    run = project / "runs" / "one"
    assert json.loads((run / "adapter/adapter_config.json").read_text())["base_model_name_or_path"] == "owner/starter"
    assert "owner/starter" in (run / "recipe.yaml").read_text()
    atelier("compare", "--project", project, "--run", "one", "--out", tmp_path / "report")
    atelier("adapter", "merge", "--model", "owner/starter", "--adapter", run / "adapter", "--out", tmp_path / "merged")
    assert (tmp_path / "merged" / "tokenizer.json").read_bytes() == (STARTER / "tokenizer.json").read_bytes()
    assert hub.requests == []  # a training asks nobody
    recipe.write_text(RECIPE.format(model="owner/other"))
    assert "atelier model pull owner/other" in atelier("train", recipe, "--project", project, "--run", "two", code=2)
    checked = subprocess.run([str(program), "recipe", "check", str(recipe), "--project", str(project)],
                             capture_output=True, text=True, env=environment(hub, home))
    assert checked.returncode == 2 and "atelier model pull owner/other" in checked.stdout


def test_a_composed_recipe_keeps_the_name(atelier, starter):
    assert "model_name_or_path: owner/starter" in atelier("recipe", "compose", "--model", "owner/starter", "--method",
                                                          "lora").replace('"', "").replace("'", "")


@pytest.mark.parametrize("format", ("atelier", "sharegpt", "llava", "openai", "coco", "yolo", "voc", "imagefolder", "donut",
                                    "captions", "parquet", "labelme"))
def test_datasets(hub, pull, atelier, project, tmp_path, format):
    """Read out of the cache, where every file is a link, as out of a plain folder."""
    made = tmp_path / "made"
    atelier("data", "export", "--project", project, "--dataset", "drawn", "--format", format, "--out", made,
            "--copy", "--lossy")
    hub.add("owner/lines", files_in(made), kind="dataset")
    assert "atelier data pull owner/lines" in atelier("data", "import", "owner/lines", "--project", tmp_path / "a", code=2)
    folder = pull("owner/lines", kind="dataset").folder
    reports = []
    for name, source in (("plain", made), ("pulled", "owner/lines")):
        told = json.loads(atelier("data", "import", source, "--project", tmp_path / name, "--json"))
        stats = json.loads(atelier("data", "stats", "--project", tmp_path / name, "--json"))
        reports.append((told["imported"] if "imported" in told else told, stats))
    assert reports[0][1] == reports[1][1]
    listed = json.loads(atelier("data", "list", "--project", tmp_path / "pulled", "--json"))["datasets"]
    assert [one["name"] for one in listed] == ["lines"]
