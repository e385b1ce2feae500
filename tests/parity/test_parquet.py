"""Parquet files as `datasets` lays them out, made here by pyarrow: read by ours, and ours read by pyarrow."""

import json
import os
import random
import subprocess

import pytest
from PIL import Image

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
VALUE = {"dtype": "string", "_type": "Value"}


@pytest.fixture
def atelier(build):
    if not list((build / "lib").glob("libatelier_parquet.so")):
        pytest.skip("this build has no Arrow")

    def call(*arguments, code=0, **options):
        done = subprocess.run([str(build / "bin" / "atelier"), *map(str, arguments)], capture_output=True, text=True,
                              **options)
        assert done.returncode == code, f"{arguments}\n{done.stdout}\n{done.stderr}"
        return done.stdout if code == 0 else done.stderr

    return call


@pytest.fixture
def picture(tmp_path):
    def make(seed, size=(40, 30), kind="png"):
        path = tmp_path / f"made.{kind}"
        draw = random.Random(seed)
        Image.frombytes("RGB", size, draw.randbytes(size[0] * size[1] * 3)).save(path)
        return path.read_bytes()

    return make


def write(path, columns, features=None, **options):
    """One shard: {name: (type, values)}, with the schema's key that `datasets` writes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, kind) for name, (kind, _) in columns.items()])
    if features is not None:
        schema = schema.with_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    table = pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()}, schema=schema)
    pq.write_table(table, path, **options)
    return path


@pytest.fixture
def imported(atelier, tmp_path):
    """imported(path, *options) -> (report, samples as lines of our own format)."""
    count = iter(range(100))

    def call(path, *options):
        number = next(count)
        project, out = tmp_path / f"project{number}", tmp_path / f"out{number}"
        report = json.loads(atelier("data", "import", path, "--project", project, "--name", "d", "--json", *options))
        atelier("data", "export", "--project", project, "--dataset", "d", "--to", out, "--copy")
        samples = []
        for line in (out / "atelier.jsonl").read_text().splitlines()[1:]:
            sample = {"split": "", "media": [], "turns": [], "regions": [], **json.loads(line)}
            samples.append({**sample, "files": [(out / one["path"]).read_bytes() for one in sample["media"]]})
        return report, samples

    return call


def texts(sample):
    return [(turn["role"], turn["text"]) for turn in sample["turns"]]


def test_shards_and_splits(imported, picture, tmp_path):
    """data/train-00000-of-00002.parquet ...: a question, an answer and a picture; row groups of a few rows."""
    root = tmp_path / "vqa"
    for split, shards in {"train": 2, "validation": 1, "test": 1}.items():
        for shard in range(shards):
            rows = range(5)
            write(root / f"data/{split}-{shard:05}-of-{shards:05}.parquet",
                  {"question_id": (pa.int64(), list(rows)),
                   "image": (IMAGE, [{"bytes": picture(f"{split}{shard}{i}"), "path": f"{i}.png"} for i in rows]),
                   "question": (pa.string(), [f"{split} {shard} {i}?" for i in rows]),
                   "answers": (pa.list_(pa.string()), [["no", "yes", "yes"], ["a"], [], None, ["x", "y"]])},
                  {"image": {"_type": "Image"}}, row_group_size=2)
    report, samples = imported(root)
    assert report["imported"] == 20 and report["skipped"] == []
    assert [sample["split"] for sample in samples].count("train") == 10
    first = next(sample for sample in samples if sample["split"] == "test")
    assert texts(first) == [("user", "<image>test 0 0?"), ("assistant", "yes")]
    assert first["files"] == [picture("test00")]
    answers = [texts(sample)[1:] for sample in samples if sample["split"] == "validation"]
    assert answers == [[("assistant", "yes")], [("assistant", "a")], [], [], [("assistant", "x")]]


@pytest.mark.parametrize("messages, role, content, people", [
    ("messages", "role", "content", ("user", "assistant")), ("conversations", "from", "value", ("human", "gpt"))])
def test_conversations(imported, picture, tmp_path, messages, role, content, people):
    turn = pa.struct([(role, pa.string()), (content, pa.string())])
    file = write(tmp_path / "chat.parquet", {
        "images": (pa.list_(IMAGE), [[{"bytes": picture(1), "path": None}, {"bytes": picture(2, kind="jpeg"), "path": "b"}],
                                     [], None]),
        messages: (pa.list_(turn), [[{role: people[0], content: "<image>and<image>?"}, {role: people[1], content: "Two."}],
                                    [{role: "system", content: "Be brief."}, {role: people[0], content: "Hi"}], []])})
    report, samples = imported(file)
    assert report["skipped"] == []
    assert [texts(sample) for sample in samples] == [
        [("user", "<image>and<image>?"), ("assistant", "Two.")], [("system", "Be brief."), ("user", "Hi")], []]
    assert samples[0]["files"] == [picture(1), picture(2, kind="jpeg")]


def test_content_in_parts(imported, picture, tmp_path):
    part = pa.struct([("type", pa.string()), ("text", pa.string())])
    turn = pa.struct([("content", pa.list_(part)), ("role", pa.string())])
    file = write(tmp_path / "parts.parquet", {
        "messages": (pa.list_(turn), [[{"role": "user", "content": [{"type": "image", "text": None},
                                                                    {"type": "text", "text": " what?"}]},
                                       {"role": "assistant", "content": [{"type": "text", "text": "This."}]}]]),
        "images": (pa.list_(IMAGE), [[{"bytes": picture(1), "path": None}]])})
    assert texts(imported(file)[1][0]) == [("user", "<image> what?"), ("assistant", "This.")]


def test_pairs_of_user_and_assistant(imported, picture, tmp_path):
    pair = pa.struct([("user", pa.string()), ("assistant", pa.string()), ("source", pa.string())])
    file = write(tmp_path / "cauldron.parquet", {
        "images": (pa.list_(IMAGE), [[{"bytes": picture(1), "path": None}]]),
        "texts": (pa.list_(pair), [[{"user": "a?", "assistant": "b", "source": "s"},
                                    {"user": "c?", "assistant": "d", "source": "s"}]])})
    assert texts(imported(file)[1][0]) == [("user", "<image>a?"), ("assistant", "b"), ("user", "c?"), ("assistant", "d")]


@pytest.mark.parametrize("encode", [lambda a: a, lambda a: a.dictionary_encode()])
def test_classes_and_captions(imported, picture, tmp_path, encode):
    write(tmp_path / "c/train/0000.parquet",
          {"picture": (IMAGE, [{"bytes": picture(i), "path": None} for i in range(4)]), "label": (pa.int64(), [1, 0, -1, None])},
          {"picture": {"_type": "Image"}, "label": {"names": ["cat", "dog"], "_type": "ClassLabel"}})
    report, samples = imported(tmp_path / "c", "--prompt", "What is it?")
    assert [texts(sample)[1:] for sample in samples] == [[("assistant", "dog")], [("assistant", "cat")], [], []]
    assert {sample["split"] for sample in samples} == {"train"} and texts(samples[0])[0] == ("user", "<image>What is it?")

    table = pa.table({"image": pa.array([{"bytes": picture(1), "path": None}], IMAGE),
                      "text": encode(pa.array(["A caption."]))})
    pq.write_table(table, tmp_path / "captions.parquet")
    assert texts(imported(tmp_path / "captions.parquet")[1][0])[1] == ("assistant", "A caption.")


@pytest.mark.parametrize("as_lists", [True, False])
def test_objects(imported, picture, tmp_path, as_lists):
    boxes, classes = [[1.0, 2.0, 10.0, 5.0], [0.0, 0.0, 4.0, 4.0]], [1, 0]
    label = {"names": ["cat", "dog"], "_type": "ClassLabel"}
    box = {"feature": {"dtype": "float32", "_type": "Value"}, "length": 4, "_type": "Sequence"}
    if as_lists:
        kind = pa.struct([("bbox", pa.list_(pa.list_(pa.float32(), 4))), ("category", pa.list_(pa.int64()))])
        value = {"bbox": boxes, "category": classes}
        feature = {"feature": {"bbox": box, "category": label}, "_type": "Sequence"}
    else:
        kind = pa.list_(pa.struct([("bbox", pa.list_(pa.float32(), 4)), ("category", pa.int64())]))
        value = [{"bbox": b, "category": c} for b, c in zip(boxes, classes)]
        feature = {"feature": {"bbox": box, "category": label}, "_type": "List"}
    file = write(tmp_path / "detection.parquet", {"image": (IMAGE, [{"bytes": picture(1), "path": None}]), "objects": (kind, [value])},
                 {"image": {"_type": "Image"}, "objects": feature})
    sample = imported(file)[1][0]
    assert sample["turns"] == []
    assert [(r["label"], r["points"]) for r in sample["regions"]] == [("dog", [[1, 2], [11, 7]]), ("cat", [[0, 0], [4, 4]])]


def test_columns_of_other_names(imported, atelier, picture, tmp_path):
    file = write(tmp_path / "odd.parquet", {"photo_a": (IMAGE, [{"bytes": picture(1), "path": None}]), "frage": (pa.string(), ["Was?"]),
                                            "antwort": (pa.string(), ["Das."])})
    options = ["--column", "image=photo_a", "--column", "prompt=frage", "--column", "answer=antwort"]
    assert texts(imported(file, *options)[1][0]) == [("user", "<image>Was?"), ("assistant", "Das.")]
    assert "antwort" in atelier("data", "import", file, "--project", tmp_path / "p", "--column", "answer=reply", code=2)


def test_paths_are_files_inside_the_root(imported, picture, tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set/a.png").write_bytes(picture(1))
    (tmp_path / "secret.png").write_bytes(picture(2))
    file = write(tmp_path / "set/p.parquet", {
        "image": (IMAGE, [{"bytes": None, "path": path} for path in ["a.png", "../secret.png", "https://example.org/a.png", None]]
                  + [{"bytes": b"no picture", "path": "x.png"}]),
        "text": (pa.string(), list("abcde"))})
    report, samples = imported(file)
    assert len(samples) == 1 and samples[0]["files"] == [picture(1)]
    reasons = " ".join(entry["reason"] for entry in report["skipped"])
    for reason in ["leaves its folder", "web address", "neither bytes nor a path", "no image of a known type"]:
        assert reason in reasons


def test_faults(atelier, imported, picture, tmp_path):
    good = write(tmp_path / "good.parquet", {"image": (IMAGE, [{"bytes": picture(i), "path": None} for i in range(50)]),
                                             "text": (pa.string(), ["words"] * 50)}, row_group_size=10)
    data = good.read_bytes()
    broken = tmp_path / "broken.parquet"
    footer = int.from_bytes(data[-8:-4], "little")
    for content in [b"", b"PAR1", data[: len(data) // 2], data[:-4] + b"PAR2", b"x" * 500,
                    data[:-8] + (2**31 - 1).to_bytes(4, "little") + b"PAR1",  # a footer larger than the file
                    data[:-8] + (footer // 2).to_bytes(4, "little") + b"PAR1", data[: -8 - footer] + b"\xff" * footer + data[-8:]]:
        broken.write_bytes(content)
        error = atelier("data", "import", broken, "--project", tmp_path / "p", code=2)
        assert "broken.parquet" in error.strip().splitlines()[-1], error
    # A broken shard costs its rows, not the others'.
    (tmp_path / "two").mkdir()
    (tmp_path / "two/train-00000-of-00002.parquet").write_bytes(data)
    (tmp_path / "two/train-00001-of-00002.parquet").write_bytes(data[:1000])
    report, samples = imported(tmp_path / "two")
    assert len(samples) == 50 and "train-00001" in report["skipped"][0]["where"]
    wrong = write(tmp_path / "wrong.parquet", {"image": (pa.int64(), [1]), "text": (pa.string(), ["a"])})
    assert "must be named by a text" in atelier("data", "import", wrong, "--project", tmp_path / "p", code=2)


def test_one_huge_row_group_needs_little_memory(build, atelier, tmp_path):
    """400 MB of pictures in one row group: what is in memory at once does not grow with it, but with its pages."""
    def file(rows):
        head = b"\x89PNG\r\n\x1a\n"
        draw = random.Random(5)
        return write(tmp_path / f"{rows}.parquet", {
            "image": (IMAGE, [{"bytes": head + draw.randbytes(2_000_000), "path": None} for _ in range(rows)]),
            "text": (pa.string(), ["words"] * rows)}, row_group_size=rows, use_dictionary=False, write_batch_size=8)

    def peak(rows):
        code = ("import os, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
                "import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)")
        done = subprocess.run([os.sys.executable, "-c", code, str(build / "bin/atelier"), "data", "import", str(file(rows)),
                               "--project", str(tmp_path / f"p{rows}")], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    assert peak(200) - peak(20) < 200


def test_ours_is_what_datasets_writes(atelier, picture, tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    rows = []
    for i in range(3):
        (folder / f"{i}.png").write_bytes(picture(i))
        rows.append({"id": f"s{i}", "split": ["train", "train", "test"][i], "tags": ["t"] * i,
                     "media": [{"kind": "image", "path": f"{i}.png"}],
                     "turns": [{"role": "user", "text": "<image>What?"}, {"role": "assistant", "text": f"Number {i}."}],
                     "regions": [{"shape": "box", "media": 0, "points": [[1, 2], [11, 7]], "label": ["dog", "cat", ""][i]}]})
    rows.insert(0, {"atelier": 1, "dataset": "set"})
    (folder / "atelier.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    atelier("data", "import", folder, "--project", tmp_path / "p", "--name", "d")
    atelier("data", "export", "--project", tmp_path / "p", "--dataset", "d", "--to", tmp_path / "out", "--format", "parquet")
    names = sorted(str(p.relative_to(tmp_path / "out")) for p in (tmp_path / "out").rglob("*.parquet"))
    assert names == ["data/test-00000-of-00001.parquet", "data/train-00000-of-00001.parquet"]
    table = pq.read_table(tmp_path / "out/data/train-00000-of-00001.parquet")
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    assert features["images"] == {"feature": {"_type": "Image"}, "_type": "Sequence"}
    assert features["messages"] == [{"role": VALUE, "content": VALUE}]
    names = features["objects"]["category"]["feature"]["names"]
    assert names == ["cat", "dog"]
    assert table.schema.field("images").type.value_type == IMAGE
    first = table.to_pylist()[0]
    assert first["id"] == "s0" and first["images"] == [{"bytes": picture(0), "path": "0.png"}]
    assert first["messages"] == [{"role": "user", "content": "<image>What?"}, {"role": "assistant", "content": "Number 0."}]
    assert first["objects"] == {"bbox": [[1, 2, 10, 5]], "category": [names.index("dog")]} and first["tags"] == []
    last = pq.read_table(tmp_path / "out/data/test-00000-of-00001.parquet").to_pylist()[0]
    assert last["objects"]["category"] == [None] and last["tags"] == ["t", "t"]


def test_ours_opens_in_datasets(atelier, picture, tmp_path):
    """Where `datasets` itself is there: it gives back pictures, not bytes."""
    datasets = pytest.importorskip("datasets")
    folder = tmp_path / "set"
    folder.mkdir()
    (folder / "0.png").write_bytes(picture(0))
    (folder / "c.json").write_text(json.dumps([{"images": ["0.png"], "conversations": [
        {"from": "human", "value": "<image>q"}, {"from": "gpt", "value": "a"}]}]))
    atelier("data", "convert", folder / "c.json", tmp_path / "out", "--format", "parquet")
    loaded = datasets.load_dataset(str(tmp_path / "out"), split="train", cache_dir=str(tmp_path / "cache"))
    row = loaded[0]
    assert row["images"][0].size == (40, 30) and row["messages"][1]["content"] == "a"
