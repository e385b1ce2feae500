"""`atelier model search`."""

import json
import subprocess

import pytest

from clients import environment
from imitation import TOKEN


@pytest.fixture
def search(program, hub, home):
    def call(*words, code=0, **more):
        done = subprocess.run([str(program), "model", "search", *words], capture_output=True, text=True,
                              env=environment(hub, home, **more))
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr.strip().splitlines()[-1]

    return call


@pytest.fixture
def models(hub):
    def add(id, family, billions, downloads, task="image-text-to-text", **more):
        size = {"safetensors": {"parameters": {"BF16": int(billions * 1e9)}, "total": int(billions * 1e9)}} if billions else {}
        hub.add(id, {"config.json": "{}"}, facts={
            "config": {"model_type": family}, "tags": [family, "license:apache-2.0"], "pipeline_tag": task,
            "downloads": downloads, "likes": 3, "lastModified": "2025-01-02T03:04:05.000Z", **size} | more)

    add("Qwen/Qwen2-VL-2B", "qwen2_vl", 2.2, 900)
    add("Qwen/Qwen2-VL-72B", "qwen2_vl", 72, 1000)
    add("llava-hf/llava-1.5-7b-hf", "llava", 7, 700)
    add("someone/strange-vl", "strange_vl", 1, 5000)
    add("someone/unknown-size-vl", "qwen2_vl", 0, 10)
    add("someone/text-vl", "qwen2_vl", 1, 9000, task="text-generation")


def ids(text):
    return [one["id"] for one in json.loads(text)["models"]]


def test_what_atelier_can_open_comes_by_downloads(models, search):
    told = json.loads(search("--json"))
    assert [one["id"] for one in told["models"]] == ["Qwen/Qwen2-VL-72B", "Qwen/Qwen2-VL-2B", "llava-hf/llava-1.5-7b-hf",
                                                     "someone/unknown-size-vl"]
    assert told["left_out"] == {"other_families": 1, "too_large": 0, "unknown_size": 0} and told["more"] is False
    first = told["models"][1]
    assert (first["family"], first["parameters"], first["bytes"]) == ("qwen2_vl", 2_200_000_000, 4_400_000_000)
    assert (first["licence"], first["gated"], first["changed"]) == ("apache-2.0", False, "2025-01-02")


def test_filters(models, search, hub):
    assert ids(search("qwen2-vl", "2b", "--json")) == ["Qwen/Qwen2-VL-72B", "Qwen/Qwen2-VL-2B"]
    assert ids(search("--family", "llava", "--json")) == ["llava-hf/llava-1.5-7b-hf"]
    assert "filter=llava" in hub.asked("hub")[-1][0] and "pipeline_tag=image-text-to-text" in hub.asked("hub")[-1][0]
    assert ids(search("--family", "any", "--json"))[0] == "someone/strange-vl"
    assert ids(search("--task", "any", "--json"))[0] == "someone/text-vl"
    told = json.loads(search("--max-size", "15 GB", "--json"))
    assert [one["id"] for one in told["models"]] == ["Qwen/Qwen2-VL-2B", "llava-hf/llava-1.5-7b-hf"]
    assert told["left_out"] == {"other_families": 1, "too_large": 1, "unknown_size": 1}
    told = json.loads(search("--limit", "1", "--json"))
    assert len(told["models"]) == 1 and told["more"] is True


def test_what_fits_this_machine(models, search):
    fits = {one["id"]: one["fits"] for one in json.loads(search("--json"))["models"]}
    assert fits["someone/unknown-size-vl"] is None and isinstance(fits["Qwen/Qwen2-VL-72B"], bool)
    kept = ids(search("--fits", "--json"))
    assert kept == [id for id, fit in fits.items() if fit]


def test_pages(models, search, hub):
    hub.page = 2
    assert len(ids(search("--json"))) == 4


def test_a_table_for_people(models, search):
    text = search()
    assert "runs here" in text and "2.2 B" in text and "left out: 1 of other families" in text
    assert "No such model." in search("nothing-of-that-name")


def test_what_is_wrong(models, search, hub):
    assert "nearest: qwen2_vl;" in search("--family", "qwen2_vll", code=2)
    assert "--max-size" in search("--max-size", "big", code=2)
    assert "HF_HUB_OFFLINE" in search(code=2, HF_HUB_OFFLINE="1")
    hub.misbehave("/api/models", status=400, headers={"X-Error-Message": "no"})
    assert "answers 400: no" in search(code=1, HF_TOKEN=TOKEN)
