"""What `atelier model pull` and `atelier data pull` do beyond what Python's client does, above all when something goes wrong."""

import json
import os
import signal
import subprocess
import time

import pytest

from clients import command, environment
from conftest import MODEL, content
from imitation import TOKEN, etag_of, git_sha1, sha256

WEIGHTS = MODEL["model.safetensors"]


def blobs(home, kind="models"):
    return home / "hub" / f"{kind}--owner--model" / "blobs"


def is_whole(folder):
    return (folder / "model.safetensors").read_bytes() == WEIGHTS and (folder / "config.json").is_file()


@pytest.fixture
def model(hub):
    return hub.add("owner/model", MODEL)


# What is chosen and said

def test_json(model, program, hub, home):
    model.commit(MODEL | {"pytorch_model.bin": b"the same", "modeling.py": "print('never')"})
    words = command(program, "atelier", "owner/model", "model", "", False, ()) + ["--json"]
    done = subprocess.run(words, capture_output=True, text=True, env=environment(hub, home))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    size = sum(len(data) for data in MODEL.values())
    assert told["repository"] == "owner/model" and told["commit"] == model.branches["main"]
    assert (told["files"], told["bytes"], told["received_bytes"]) == (len(MODEL), size, size)
    assert {one["reason"]: one["files"] for one in told["left_out"]} == {
        "the weights in another format": 1, "code, which is never run": 1}
    again = json.loads(subprocess.run(words, capture_output=True, text=True, env=environment(hub, home)).stdout)
    assert again["received_bytes"] == 0 and again["folder"] == told["folder"]


def test_the_address_of_a_page(model, pull):
    assert is_whole(pull("https://huggingface.co/owner/model/tree/main").folder)


def test_files_of_the_same_content_come_once(hub, pull, home):
    hub.add("owner/model", {"config.json": "{}", "a/other.json": "{}", "model.safetensors": WEIGHTS})
    folder = pull().folder
    assert (folder / "a/other.json").read_text() == "{}"
    assert len(list(blobs(home).iterdir())) == 2


def test_progress_on_a_terminal(model, program, hub, home):
    hub.misbehave("/blobs/", rate=200_000)
    leader, follower = os.openpty()
    process = subprocess.Popen(command(program, "atelier", "owner/model", "model", "", False, ()), stderr=follower,
                               stdout=subprocess.DEVNULL, env=environment(hub, home))
    os.close(follower)
    text = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:
            break
        if not piece:
            break
        text += piece
    assert process.wait() == 0
    assert b"/s" in text and b" left" in text and b"4/4 files" in text and b"[####" in text


def test_parallel(hub, program, home):
    hub.add("owner/model", {f"part{i}.safetensors": content(100_000, i) for i in range(4)})
    hub.misbehave("/blobs/", times=-1, rate=100_000)
    times = []
    for parallel in ("4", "1"):
        begin = time.monotonic()
        words = command(program, "atelier", "owner/model", "model", "", False, ()) + ["--parallel", parallel]
        assert subprocess.run(words, env=environment(hub, home / parallel), capture_output=True).returncode == 0
        times.append(time.monotonic() - begin)
    assert times[1] > times[0] + 1.5


# Stopped and resumed

def start_slowly(program, hub, home):
    hub.misbehave("/blobs/", rate=100_000)
    process = subprocess.Popen(command(program, "atelier", "owner/model", "model", "", False, ()), stderr=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, env=environment(hub, home))
    part = blobs(home) / (sha256(WEIGHTS) + ".incomplete")
    for _ in range(200):
        if part.is_file() and part.stat().st_size > 20_000:
            return process, part
        time.sleep(0.05)
    raise AssertionError(process.communicate()[1])


def test_ctrl_c_keeps_what_came(model, program, hub, home, pull):
    process, part = start_slowly(program, hub, home)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "pull it again to go on from here" in error.strip().splitlines()[-1]
    kept = part.stat().st_size
    assert 20_000 <= kept < len(WEIGHTS)
    storage = home / "hub" / "models--owner--model"
    assert not any((storage / "snapshots").iterdir()) and not (storage / "refs" / "main").exists()
    hub.requests.clear()
    assert is_whole(pull().folder)
    assert [headers["range"] for _, headers in hub.asked("cdn")] == [f"bytes={kept}-"]
    assert not part.exists()


def test_killed_at_any_moment(model, program, hub, home, pull):
    process, part = start_slowly(program, hub, home)
    process.kill()
    process.wait()
    assert part.stat().st_size >= 20_000
    assert is_whole(pull().folder)


def test_an_update_that_was_stopped_leaves_the_old_snapshot(model, program, hub, home, pull):
    first = pull().folder
    model.commit(MODEL | {"model.safetensors": content(300_000, 5)})
    hub.misbehave("/blobs/", times=-1, status=403)
    assert pull().code == 1
    assert pull(offline=True).folder == first
    assert is_whole(first)


def test_what_an_earlier_download_left_may_be_wrong(model, home, pull):
    blobs(home).mkdir(parents=True)
    (blobs(home) / (sha256(WEIGHTS) + ".incomplete")).write_bytes(b"x" * 1000)
    done = pull()
    assert is_whole(done.folder) and "fetching it anew" in done.error
    assert (blobs(home) / sha256(WEIGHTS)).read_bytes() == WEIGHTS


def test_more_than_there_is(model, home, pull):
    blobs(home).mkdir(parents=True)
    (blobs(home) / (sha256(WEIGHTS) + ".incomplete")).write_bytes(WEIGHTS + b"more")
    (blobs(home) / git_sha1(b'{"model_type": "qwen2_vl"}')).write_bytes(b"short")
    assert is_whole(pull().folder)


# A hub that misbehaves

def test_a_range_that_is_not_there(model, hub, home, pull):
    blobs(home).mkdir(parents=True)
    (blobs(home) / (sha256(WEIGHTS) + ".incomplete")).write_bytes(WEIGHTS[:1000])
    hub.misbehave("/blobs/", status=416)
    assert is_whole(pull().folder)


def test_another_range_than_was_asked_for(model, hub, home, pull):
    blobs(home).mkdir(parents=True)
    (blobs(home) / (sha256(WEIGHTS) + ".incomplete")).write_bytes(WEIGHTS[:1000])
    hub.misbehave("/blobs/", shift=500)
    assert is_whole(pull().folder)


@pytest.mark.parametrize("file, where", (("model.safetensors", "/blobs/"), ("config.json", "/resolve-cache/.*config")))
def test_wrong_bytes(model, hub, home, refuses, pull, file, where):
    hub.misbehave(where, flip=5)
    refuses(file, "came with wrong bytes", "was removed", code=1)
    data = MODEL[file] if isinstance(MODEL[file], bytes) else MODEL[file].encode()
    assert not list(blobs(home).glob(etag_of(file, data) + "*"))
    assert not (home / "hub/models--owner--model/refs/main").exists()
    assert is_whole(pull().folder)


def test_wrong_length(model, hub, refuses, pull):
    hub.misbehave("/blobs/", announce=300_001)
    refuses("sends 300001 bytes, its list of files says 300000", code=1)
    hub.misbehave("/blobs/", more=b"more")
    refuses("its list of files says 300000", code=1)
    assert is_whole(pull().folder)


def test_another_file_than_the_list_says(model, hub, refuses):
    hub.override["model.safetensors"] = {"lfs": {"oid": "0" * 64, "size": 300_000, "pointerSize": 1}}
    refuses("has another file there", sha256(WEIGHTS), code=1)


def test_a_list_without_checksums(model, hub, refuses):
    hub.override["config.json"] = {"oid": "../../../x"}
    refuses("gives a file no checksum", "config.json", code=1)


def test_a_hub_that_stays_down(model, hub, refuses):
    hub.misbehave("/revision/", times=-1, status=500, headers={"X-Error-Message": "oh no"})
    refuses("the hub answers 500", "oh no", "try again later", code=1)
    assert len(hub.asked("hub", containing="/revision/")) == 6


def test_a_line_that_is_always_cut(model, hub, refuses, home):
    hub.misbehave("/blobs/", times=-1, cut=0)
    refuses("the connection was cut", code=1)


def test_a_server_that_sends_nothing(model, hub, pull):
    hub.misbehave("/blobs/", pause=4)
    done = pull(HF_HUB_DOWNLOAD_TIMEOUT="2")
    assert is_whole(done.folder) and "trying again" in done.error


def test_waiting_is_told_and_stops_at_once(model, program, hub, home):
    hub.misbehave("/revision/", status=429, headers={"Retry-After": "60"})
    process = subprocess.Popen(command(program, "atelier", "owner/model", "model", "", False, ()), stderr=subprocess.PIPE,
                               text=True, env=environment(hub, home))
    line = process.stderr.readline()
    assert "asks to wait 60 seconds" in line
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130 and time.monotonic() - begin < 5


def test_too_long_a_wait(model, hub, refuses):
    hub.misbehave("/revision/", status=429, headers={"Retry-After": "7200"})
    refuses("too many requests", "HF_TOKEN", code=1)


def test_redirects_in_a_circle(model, hub, refuses):
    hub.misbehave("config.json", times=-1, status=302, headers={"Location": "/owner/model/resolve/main/config.json"})
    refuses("redirects in a circle", code=1)


@pytest.mark.parametrize("location", ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/_x"))
def test_redirects_out_of_the_web(model, hub, refuses, location):
    hub.misbehave("config.json", times=-1, status=302, headers={"Location": location})
    refuses("none of the web", code=1)


def test_a_page_instead_of_the_api(model, hub, refuses):
    hub.misbehave("/revision/", status=200, body=b"<html>Log in to this network</html>")
    refuses("something else than the hub", "HF_ENDPOINT", code=1)


def test_an_address_of_the_cdn_that_expired(model, hub, pull):
    hub.misbehave("/blobs/", status=403)
    done = pull()
    assert is_whole(done.folder) and "answers 403" in done.error and "secret" not in done.error


@pytest.mark.parametrize("path", ("../out.json", "/etc/out.json", "a/../../out.json", "a//b", "..\\out.json", "a\nb.json"))
def test_files_that_would_leave_the_folder(hub, refuses, home, path):
    hub.add("owner/model", MODEL | {path: "{}"})
    refuses("names a file", "nothing was downloaded")
    assert not (home / "hub").exists()


# Who may read it

def test_no_such_repository(model, hub, refuses):
    refuses("no such model", "without a token", "did you mean \"owner/model\"?", id="owner/modle")
    refuses("no such model", "did you mean \"owner/model\"?", id="someone/model", HF_TOKEN=TOKEN)
    hub.add("owner/data", {"a.json": "[]"}, kind="dataset")
    refuses("there is a dataset of that name", "atelier data pull owner/data", id="owner/data", HF_TOKEN=TOKEN)


def test_no_such_revision(model, refuses):
    model.tags["v1.0"] = model.branches["main"]
    refuses("has no revision \"v1.1\"", "did you mean \"v1.0\"?", revision="v1.1")
    refuses("has no revision \"experiments\"", "main, v1.0", revision="experiments")


def test_gated(model, hub, refuses):
    hub.add("owner/gated", MODEL, gated=True)
    line = refuses("accepted its licence", f"{hub.endpoint}/owner/gated", "no token was sent", id="owner/gated")
    line = refuses("accepted its licence", f"{hub.endpoint}/owner/gated", "the token of HF_TOKEN was sent", id="owner/gated",
                   HF_TOKEN=TOKEN)
    assert TOKEN not in line


def test_a_wrong_token(model, home, refuses):
    line = refuses("does not accept the token", "HF_TOKEN", HF_TOKEN="hf_wrongAndSecret")
    assert "wrongAndSecret" not in line
    home.mkdir(exist_ok=True)
    (home / "token").write_text("hf_wrongAndSecret")
    assert "wrongAndSecret" not in refuses("does not accept the token", str(home / "token"))


def test_a_token_that_the_hub_repeats_is_masked(model, hub, refuses):
    hub.misbehave("/revision/", status=400, headers={"X-Error-Message": f"bad token {TOKEN}"})
    assert TOKEN not in refuses("bad token ***", code=1, HF_TOKEN=TOKEN)


def test_the_token_is_nowhere_on_the_disk(hub, pull, home):
    hub.add("owner/model", MODEL, private=True)
    pull(HF_TOKEN=TOKEN).folder
    assert not [path for path in home.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()]


def test_the_token_leaves_no_host_with_another_port(hub, pull):
    """The CDN is the same host on another port: another origin. A list that goes on elsewhere is refused, too."""
    hub.add("owner/model", MODEL, private=True)
    hub.misbehave("/tree/", status=200, body=b"[]", headers={"Link": f"<{hub.address('cdn')}/x>; rel=\"next\""})
    done = pull(HF_TOKEN=TOKEN)
    assert done.code == 1 and "goes on at another host" in done.error
    assert hub.asked("cdn") == []


# The way there

def test_offline(model, hub, refuses, pull):
    refuses("is not in the cache", "unset HF_HUB_OFFLINE", offline=True)
    assert hub.requests == []
    pull().folder
    assert "The hub was not asked" in pull(offline=True).out


def test_a_proxy(model, hub, pull):
    proxy = hub.address("hub")
    assert is_whole(pull(HF_ENDPOINT=hub.endpoint.replace("127.0.0.1", "hub.example"), HTTP_PROXY=proxy,
                         NO_PROXY="127.0.0.1").folder)
    assert hub.asked("hub")[0][1]["x-as-proxy"].startswith("hub.example")


def test_no_proxy(model, pull):
    assert is_whole(pull(HTTP_PROXY="http://127.0.0.1:9", NO_PROXY="localhost,127.0.0.1").folder)


def test_a_proxy_of_https(model, hub, refuses):
    proxy = hub.address("hub").replace("//", "//user:secretWord@")
    line = refuses("hub.example", code=1, HF_ENDPOINT="https://hub.example", HTTPS_PROXY=proxy, NO_PROXY="")
    assert "secretWord" not in line
    assert [path for _, how, path, _ in hub.requests if how == "CONNECT"][0] == "hub.example:443"


def test_no_hub_there(refuses):
    refuses("cannot be reached", "HTTPS_PROXY", code=1, HF_ENDPOINT="http://127.0.0.1:9", NO_PROXY="127.0.0.1")


def test_no_address(refuses):
    refuses("HF_ENDPOINT", "is no address", HF_ENDPOINT="huggingface.co")


def test_another_program_downloads_it(model, program, hub, home, pull):
    import fcntl

    lock = home / "hub/.locks/models--owner--model" / (sha256(WEIGHTS) + ".lock")
    lock.parent.mkdir(parents=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        process = subprocess.Popen(command(program, "atelier", "owner/model", "model", "", False, ()), text=True,
                                   stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(hub, home))
        assert any("another program is downloading it" in line for line in process.stderr)
    out, error = process.communicate(timeout=30)
    assert process.returncode == 0, error


# The disk

def test_too_little_space(hub, model, refuses):
    size = 1 << 60
    hub.override["model.safetensors"] = {"lfs": {"oid": sha256(WEIGHTS), "size": size, "pointerSize": 1}}
    refuses("needs 1152921504.6 GB more", "HF_HUB_CACHE", code=1)
    assert hub.asked("cdn") == []


def test_a_full_disk(model, program, hub, home):
    """A limit on the size of files stands for it."""
    words = ["bash", "-c", 'ulimit -f 100; trap "" XFSZ; exec "$@"', "-"]
    done = subprocess.run(words + command(program, "atelier", "owner/model", "model", "", False, ()), capture_output=True,
                          text=True, env=environment(hub, home))
    assert done.returncode == 1 and "cannot write" in done.stderr.strip().splitlines()[-1], done.stderr


def test_a_cache_that_cannot_be_written(model, refuses, tmp_path):
    (tmp_path / "file").write_text("")
    refuses("cannot create", "HF_HUB_CACHE", code=1, HF_HUB_CACHE=tmp_path / "file" / "cache")
