"""The commands that look at and change the samples of a project."""

import json

import pytest

from conftest import write_png


@pytest.fixture
def project(atelier, tmp_path):
    """Thirty questions on fifteen pictures, half of the answers "red"."""
    folder = tmp_path / "set"
    folder.mkdir()
    rows = []
    for i in range(30):
        if i % 2 == 0:
            write_png(folder / f"{i // 2}.png", width=20 + i, height=20, colour=(8 * i, 10, 90))
        rows.append({"id": f"s{i}", "images": [f"{i // 2}.png"],
                     "conversations": [{"from": "human", "value": f"<image>Question {i}?"},
                                       {"from": "gpt", "value": "red" if i < 15 else f"blue {i}"}]})
    (folder / "d.json").write_text(json.dumps(rows))
    project = tmp_path / "project"
    assert atelier("data", "import", folder / "d.json", "--project", project).returncode == 0
    return project


@pytest.fixture
def data(atelier, project):
    """data("split", "--seed", 1) -> what --json says."""

    def call(command, *arguments, dataset="d"):
        done = atelier("data", command, *arguments, "--project", project, *(["--dataset", dataset] if dataset else []), "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return call


def test_split(data, refuses, project):
    planned = data("split", "--ratios", "0.6,0.2,0.2", "--seed", 3, "--dry-run")
    assert planned["edit"] is None and data("history")["edits"] == []
    done = data("split", "--ratios", "0.6,0.2,0.2", "--seed", 3)
    assert done["parts"] == planned["parts"] and done["edit"] is not None
    counts = {name: part["samples"] for name, part in done["parts"].items() if name}
    assert counts == {"train": 18, "validation": 6, "test": 6}
    assert sum(part["groups"] for part in done["parts"].values()) == 15  # no picture in two splits
    assert data("list", "--filter", "split:test")["found"] == 6
    assert data("split", "--seed", 4, "--stratify", "answer")["parts"].keys() == {"train", "validation", "test"}
    assert len(data("history")["edits"]) == 2
    data("undo"), data("undo")
    assert data("list", "--filter", "split:none")["found"] == 30
    where = ["--project", project, "--dataset", "d"]
    refuses("data", "split", *where, "--ratios", "0.6,0.2", saying=["add up to 1"])
    refuses("data", "split", *where, "--ratios", "0.6,0.6,-0.2", saying=["add up to 1"])
    refuses("data", "split", *where, "--folds", 16, saying=["16", "15"])


def test_folds(data):
    done = data("split", "--folds", 4, "--fold", 2)
    assert len(done["folds"]) == 4 and sum(done["folds"]) == 30
    assert done["parts"]["validation"]["samples"] == done["folds"][1]
    assert done["parts"]["train"]["groups"] + done["parts"]["validation"]["groups"] == 15
    assert data("list", "--filter", "tag:fold-2 split:validation")["found"] == done["folds"][1]
    data("split", "--folds", 2)
    assert data("list", "--filter", "tag:fold-3")["found"] == 0  # the earlier tags are gone
    assert data("list", "--filter", "tag:fold-1")["found"] + data("list", "--filter", "tag:fold-2")["found"] == 30


def test_tag_and_replace(data, atelier, refuses, project):
    assert data("tag", "--filter", "answer:red", "--add", "warm", "--add", "short")["samples"] == 15
    assert data("tag", "--remove", "short")["edit"] is not None
    assert data("tag", "--remove", "short")["edit"] is None
    assert data("list", "--filter", "tag:warm")["found"] == 15
    refuses("data", "tag", "--project", project, "--dataset", "d", saying=["no tag is named"])
    assert data("replace", "RED", "rot", "--dry-run")["occurrences"] == 0
    assert data("replace", "RED", "rot", "--ignore-case", "--in", "answers")["samples"] == 15
    assert data("replace", r"blue (\d+)", "$1 blau", "--regex")["occurrences"] == 15
    assert data("list", "--filter", "answer:blau")["found"] == 15
    refuses("data", "replace", "(", "x", "--regex", "--project", project, "--dataset", "d", saying=["expression|parenthes|closing"])


def test_sizes_filter(data):
    assert data("list", "--filter", "width:>=46 height:20")["found"] == 4
    assert data("list", "--filter", "megapixels:>1")["found"] == 0


def test_fix(data, atelier, refuses, project, tmp_path):
    assert data("fix") == {"findings": [], "fixes": [], "edit": None}
    folder = tmp_path / "twice"
    folder.mkdir()
    turns = [{"from": "human", "value": "<image>What?"}, {"from": "gpt", "value": "This."}]
    write_png(folder / "0.png")
    (folder / "e.json").write_text(json.dumps([{"id": f"t{i}", "images": ["0.png"], "conversations": turns} for i in range(3)]))
    assert atelier("data", "import", folder / "e.json", "--project", project).returncode == 0
    planned = data("fix", dataset="e")
    assert planned["edit"] is None and planned["fixes"] == ["remove 2 samples: t1, t2"]
    where = ["--project", project, "--dataset", "e"]
    assert "--apply" in atelier("data", "fix", *where).stdout and data("list", dataset="e")["found"] == 3
    refuses("data", "fix", "leak", *where, saying=["leak", "there is: duplicate"])
    assert data("fix", "duplicate", "--apply", dataset="e")["edit"] is not None
    assert data("list", dataset="e")["found"] == 1
    data("undo", dataset="e")
    assert data("list", dataset="e")["found"] == 3


def test_agreement_and_merge(data, atelier, refuses, project):
    # Another person labels a copy.
    merged = data("merge", "d", "d", "--name", "other", "--prefer", "b", dataset=None)
    assert merged == {"changed": 0, "edit": None, "dataset": "other"}
    assert data("replace", "red", "dark red", "--in", "answers", dataset="other")["samples"] == 15
    agreement = data("agreement", "d", "other", dataset=None)
    assert agreement["answered"] == 30 and agreement["same_answers"] == 15
    assert agreement["samples"][0]["disagreement"] > 0 and agreement["samples"][-1]["disagreement"] == 0
    table = atelier("data", "agreement", "d", "other", "--project", project, "--worst", 3).stdout
    assert "15 of 30" in table and len(table.splitlines()) < 16
    assert data("merge", "d", "other", dataset=None)["changed"] == 0  # nothing of theirs is checked
    assert data("merge", "d", "other", "--prefer", "longer", dataset=None)["changed"] == 15
    assert data("agreement", "d", "other", dataset=None)["same_answers"] == 30
    data("undo")
    assert data("agreement", "d", "other", dataset=None)["same_answers"] == 15
    refuses("data", "agreement", "d", "gone", "--project", project, saying=["gone", "other"])
    refuses("data", "merge", "d", "other", "--name", "other", "--project", project, saying=["already"])


def test_histograms(data, atelier, project):
    assert "histograms" not in data("stats")
    numbers = data("stats", "--histograms")["histograms"]["numbers"]
    assert sum(numbers["image_width"]["counts"]) == 15 and numbers["image_width"]["edges"][0] == 20
    assert len(numbers["answer_characters"]["edges"]) == len(numbers["answer_characters"]["counts"]) + 1
    page = atelier("data", "stats", "--project", project, "--histograms").stdout
    assert "aspect ratio" in page and "####" in page


def test_list_names_the_datasets(data, atelier, refuses, project):
    listed = data("list", dataset=None)["datasets"]
    assert [(one["name"], one["samples"], one["media"]) for one in listed] == [("d", 30, 30)]
    assert "d.json" in atelier("data", "list", "--project", project).stdout
    refuses("data", "list", "--project", project, "--limit", 3, saying=["--dataset"])


def test_many_findings_of_one_kind_are_shortened(atelier, project, tmp_path):
    folder = tmp_path / "unanswered"
    folder.mkdir()
    rows = [{"id": f"u{i}", "conversations": [{"from": "human", "value": f"Question {i}?"}]} for i in range(25)]
    (folder / "u.json").write_text(json.dumps(rows))
    assert atelier("data", "import", folder / "u.json", "--project", project).returncode == 0
    where = ["data", "check", "--project", project, "--dataset", "u"]
    lines = atelier(*where).stdout.splitlines()
    assert len(lines) == 12 and "15 more" in lines[10] and lines[11] == "0 errors, 25 warnings"
    assert len(json.loads(atelier(*where, "--json").stdout)) == 25


def test_import_says_what_it_leaves_out(atelier, tmp_path):
    folder, project = tmp_path / "photos", tmp_path / "photos_project"
    folder.mkdir()
    write_png(folder / "1.png")
    turns = [{"from": "human", "value": "<image>What?"}, {"from": "gpt", "value": "This."}]
    (folder / "asked.json").write_text(json.dumps([{"id": "a", "images": ["1.png"], "conversations": turns}]))
    # Many sources that are not there: some names, and how many.
    (folder / "dataset_info.json").write_text(json.dumps(
        {"asked": {"file_name": "asked.json", "formatting": "sharegpt"}} | {f"gone{i}": {"hf_hub_url": f"x/{i}"} for i in range(25)}))
    lines = atelier("data", "import", folder, "--project", project).stdout.splitlines()
    assert any(line.startswith("not read: gone0, gone1, gone") and "22 more" in line for line in lines), lines
    # Files that name their images from another folder.
    moved = tmp_path / "moved"
    moved.mkdir()
    (folder / "asked.json").rename(moved / "asked.json")
    done = atelier("data", "import", moved / "asked.json", "--project", project)
    assert done.returncode == 2 and "[0]: 1.png: file not found" in done.stderr and "--media-root" in done.stderr


def test_export_writes_to_out(atelier, project, tmp_path):
    for option in ["--out", "--to"]:  # --to: as it was called before
        export = ["data", "export", "--project", project, "--dataset", "d", option, tmp_path / option]
        assert atelier(*export).returncode == 0 and (tmp_path / option).is_dir()


def test_parquet_there_and_back(build, data, atelier, project, tmp_path):
    export = ["data", "export", "--project", project, "--dataset", "d", "--to", tmp_path / "out", "--format", "parquet"]
    if not (build / "lib/libatelier_parquet.so").exists():
        done = atelier(*export)
        assert done.returncode == 2 and "packaging/setup" in done.stderr
        pytest.skip("this build has no Arrow")
    data("split")
    assert atelier(*export).returncode == 0
    assert atelier("data", "import", tmp_path / "out", "--project", project, "--name", "back").returncode == 0
    here, back = data("stats"), data("stats", dataset="back")
    for key in ["samples", "images", "turns", "groups", "splits", "answer_characters", "image_width"]:
        assert here[key] == back[key], key
    agreement = data("agreement", "d", "back", dataset=None)
    assert agreement["same_answers"] == 30 and agreement["only_a"] == []
