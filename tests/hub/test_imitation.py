"""What both clients do, against the imitation: since the real one passes, the imitation is one of the hub."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clients import environment
from conftest import MODEL, content
from imitation import TOKEN, etag_of, sha256

CLIENTS = ("atelier", "python")
client = pytest.mark.parametrize("client", CLIENTS)


def files_of(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def as_bytes(files):
    return {path: data if isinstance(data, bytes) else data.encode() for path, data in files.items()}


@client
@pytest.mark.parametrize("kind", ("model", "dataset"))
def test_a_repository_comes_whole(hub, pull, home, client, kind):
    files = MODEL | {"folder/more settings é #1?.json": "[1]", "empty.txt": b""}
    commit = hub.add("owner/thing", files, kind=kind).branches["main"]
    folder = pull("owner/thing", client=client, kind=kind).folder
    storage = home / "hub" / f"{kind}s--owner--thing"
    assert folder.resolve() == (storage / "snapshots" / commit).resolve()
    assert files_of(folder) == as_bytes(files)
    assert (storage / "refs" / "main").read_text() == commit
    for path, data in as_bytes(files).items():
        link = folder / path
        assert os.readlink(link) == os.path.relpath(storage / "blobs" / etag_of(path, data), link.parent)
    assert not list((storage / "blobs").glob("*.incomplete"))
    assert (home / "hub" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


@client
def test_the_list_of_files_comes_in_pages(hub, pull, client):
    files = MODEL | {f"part-{i}.json": str(i) for i in range(10)}
    hub.add("owner/model", files)
    hub.page = 3
    assert files_of(pull(client=client).folder) == as_bytes(files)
    assert len(hub.asked("hub", containing="/tree/")) == 5


@client
@pytest.mark.parametrize("what", ("branch", "tag", "commit"))
def test_a_revision(hub, pull, home, client, what):
    repository = hub.add("owner/model", MODEL | {"version.json": "1"})
    first = repository.branches["main"]
    repository.tags["v1"] = first
    repository.commit(MODEL | {"version.json": "2"})
    repository.branches["old/one"] = first
    name = {"branch": "old/one", "tag": "v1", "commit": first}[what]
    folder = pull(client=client, revision=name).folder
    assert folder.name == first and (folder / "version.json").read_text() == "1"
    assert (pull(client=client).folder / "version.json").read_text() == "2"
    if what != "commit":
        assert (home / "hub/models--owner--model/refs" / name).read_text() == first


@client
def test_what_is_there_is_not_fetched_again(hub, pull, client):
    repository = hub.add("owner/model", MODEL)
    pull(client=client).folder
    repository.commit(MODEL | {"config.json": '{"model_type": "qwen2_5_vl"}'})
    hub.requests.clear()
    folder = pull(client=client).folder
    assert "qwen2_5_vl" in (folder / "config.json").read_text()
    assert hub.asked("cdn") == []


@client
def test_patterns(hub, pull, client):
    hub.add("owner/model", MODEL | {"a/b/deep.json": "1", "a/c.txt": "2"})
    assert set(files_of(pull(client=client, include=["a/", "*.md"]).folder)) == {"README.md", "a/b/deep.json", "a/c.txt"}


@client
def test_the_token_goes_to_the_hub_alone(hub, pull, client):
    hub.add("owner/model", MODEL, private=True)
    assert pull(client=client).code != 0
    hub.requests.clear()
    pull(client=client, HF_TOKEN=TOKEN).folder
    assert {headers.get("authorization") for _, headers in hub.asked("hub")} == {f"Bearer {TOKEN}"}
    assert hub.asked("cdn") and {headers.get("authorization") for _, headers in hub.asked("cdn")} == {None}


@client
def test_the_token_of_a_file(hub, pull, home, client):
    hub.add("owner/model", MODEL, private=True)
    home.mkdir()
    (home / "token").write_text(TOKEN + "\n")
    pull(client=client).folder
    other = home / "another place"
    other.write_text(TOKEN)
    (home / "token").write_text("hf_wrong")
    hub.requests.clear()
    pull(client=client, HF_TOKEN_PATH=other).folder


@client
def test_the_cache_may_lie_elsewhere(hub, pull, tmp_path, client):
    hub.add("owner/model", MODEL)
    assert pull(client=client, HF_HUB_CACHE="$HOME/here", HOME=tmp_path).folder.is_relative_to(tmp_path / "here")
    assert pull(client=client, HF_HUB_CACHE="~/there", HOME=tmp_path).folder.is_relative_to(tmp_path / "there")


@client
@pytest.mark.parametrize("where", ("/tree/", "/revision/", "/blobs/"))
def test_a_busy_hub_is_asked_again(hub, pull, client, where):
    hub.add("owner/model", MODEL)
    if client == "python" and where != "/tree/":
        pytest.skip("huggingface_hub asks again for lists alone")
    hub.misbehave(where, status=503)
    assert files_of(pull(client=client).folder) == as_bytes(MODEL)


@client
def test_too_many_requests(hub, pull, client):
    hub.add("owner/model", MODEL)
    hub.misbehave("/blobs/", status=429, headers={"Retry-After": "1"})
    assert files_of(pull(client=client).folder) == as_bytes(MODEL)


@client
def test_a_cut_line_goes_on_where_it_was(hub, pull, client):
    weights = content(15_000_000)  # huggingface_hub keeps what came in pieces of 10 MB
    hub.add("owner/model", MODEL | {"model.safetensors": weights})
    hub.misbehave("/blobs/", cut=12_000_000)
    assert (pull(client=client).folder / "model.safetensors").read_bytes() == weights
    asked = [headers["range"] for _, headers in hub.asked("cdn") if "range" in headers]
    assert len(asked) == 1 and 0 < int(asked[0].removeprefix("bytes=").removesuffix("-")) <= 12_000_000


@client
def test_a_server_without_ranges(hub, pull, client):
    hub.add("owner/model", MODEL)
    hub.misbehave("/blobs/", cut=100_000)
    hub.misbehave("/blobs/", no_range=True)
    assert (pull(client=client).folder / "model.safetensors").read_bytes() == MODEL["model.safetensors"]


@client
@pytest.mark.parametrize("how", (
    {"id": "owner/none"}, {"id": "owner/none", "HF_TOKEN": TOKEN}, {"revision": "none"}, {"HF_TOKEN": "hf_wrong"},
    {"id": "owner/gated"}, {"id": "owner/gated", "HF_TOKEN": TOKEN}), ids=str)
def test_what_the_hub_refuses(hub, pull, client, how):
    hub.add("owner/model", MODEL)
    hub.add("owner/gated", MODEL, gated=True)
    done = pull(client=client, **how)
    assert done.code != 0
    assert TOKEN not in done.out + done.error


@pytest.mark.parametrize("first, second", (CLIENTS, CLIENTS[::-1]))
def test_what_one_pulled_the_other_finds(hub, pull, first, second):
    hub.add("owner/model", MODEL)
    there = pull(client=first).folder
    hub.requests.clear()
    assert pull(client=second, offline=True).folder.resolve() == there.resolve()
    assert hub.requests == []
    assert files_of(pull(client=second).folder) == as_bytes(MODEL)
    assert hub.asked("cdn") == []


@pytest.mark.parametrize("first, second", (CLIENTS, CLIENTS[::-1]))
def test_two_clients_at_once_download_a_file_once(hub, program, home, first, second):
    from clients import command

    hub.add("owner/model", {"config.json": "{}", "model.safetensors": content(400_000)})
    hub.misbehave("/blobs/", times=-1, rate=200_000)
    processes = []
    for one in (first, second):
        processes.append(subprocess.Popen(command(program, one, "owner/model", "model", "", False, ()),
                                          env=environment(hub, home), stdout=subprocess.PIPE, text=True))
        for _ in range(600):
            if hub.asked("cdn"):
                break
            time.sleep(0.05)
    folders = [Path(process.communicate(timeout=60)[0].strip().splitlines()[-1]) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sha256((folders[0] / "model.safetensors").read_bytes()) == hashlib.sha256(content(400_000)).hexdigest()
    assert len(hub.asked("cdn")) == 1


def test_transformers_reads_what_atelier_pulled(hub, pull, home):
    hub.add("owner/model", MODEL | {"config.json": '{"model_type": "qwen2", "hidden_size": 48}'})
    pull().folder
    script = "from transformers import AutoConfig; print(AutoConfig.from_pretrained('owner/model').hidden_size)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          env=environment(hub, home, HF_HUB_OFFLINE="1"))
    assert done.stdout.strip() == "48", done.stderr
