"""`atelier worker`: jobs over lines of JSON, as a window or an ssh session asks for them."""

import json
import os
import shutil
import signal
import subprocess

import pytest

RECIPE = """\
model_name_or_path: {model}
dataset: scenes
test_size: 8
finetuning_type: lora
lora_dropout: 0.1
per_device_train_batch_size: 2
max_steps: {steps}
logging_steps: 1
save_steps: 100000
max_new_tokens: 4
bf16: false
device: cpu
threads: 1
"""


@pytest.fixture(scope="module")
def project(atelier, tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    for line in (["data", "generate", "scenes", "--count", 40, "--out", folder / "drawn"],
                 ["data", "import", folder / "drawn", "--project", folder / "project"]):
        done = atelier(*line)
        assert done.returncode == 0, done.stderr
    return folder / "project"


class Worker:
    def __init__(self, program):
        self.process = subprocess.Popen([str(program), "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def say(self, **line):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()

    def lines(self, last=True):
        """What it says of one job; the last one, unless another is to follow."""
        for line in map(json.loads, self.process.stdout):
            if last and ("result" in line or "error" in line):
                self.process.stdin.close()
            yield line
            if "result" in line or "error" in line:
                return

    def wait_for(self, **wanted):
        """The next line that has all of `wanted`."""
        for line in self.lines():
            if all(line.get(key) == value for key, value in wanted.items()):
                return line
        raise AssertionError(f"it ended without {wanted}: {self.process.stderr.read()}")


@pytest.fixture
def worker(program):
    one = Worker(program)
    yield one
    one.process.kill()
    one.process.wait()


def training(model, project, run, steps=100000, more=""):
    return {"job": "train", "recipe": RECIPE.format(model=model, steps=steps) + more, "recipe_name": "r.yaml",
            "project": str(project), "run": run}


def test_model_info(worker, atelier, model):
    worker.say(job="model_info", model=str(model))
    result = next(line for line in worker.lines() if "result" in line)["result"]
    assert result == json.loads(atelier("model", "info", model, "--json").stdout)
    assert worker.process.wait(60) == 0


def question(model, text, **more):
    return {"job": "generate", "model": str(model), "prompt": text, "max_new_tokens": 12, "device": "cpu",
            "sample": True, "temperature": 3.0, "seed": 5} | more


def outcome(worker):
    lines = list(worker.lines(last=False))
    return [line["phase"] for line in lines if line.get("event") == "phase"], lines[-1]


@pytest.fixture(scope="module")
def adapters(program, model, project):
    """Two, trained for so long that their answers differ from the model's and each other's."""
    for run, rate in (("first", 4e-3), ("second", 2e-2)):
        one = Worker(program)
        one.say(**training(model, project, run, steps=8, more=f"learning_rate: {rate}\nseed: {len(run)}\n"))
        assert "result" in list(one.lines())[-1]
        assert one.process.wait(60) == 0
    return [str(project / "runs" / run / "adapter") for run in ("first", "second")]


def test_a_model_is_loaded_once(worker, model, project, adapters, tmp_path):
    """Questions with and without an adapter, a failed one and another job between them, until the files change."""
    copy = tmp_path / "model"
    shutil.copytree(model, copy)
    answers = {}
    for adapter in ("", *adapters, "", *adapters):
        worker.say(**question(copy, "Read the word.", adapter=adapter))
        phases, last = outcome(worker)
        assert ("loading" in phases) == (not answers), phases
        text = last["result"]["text"]
        assert answers.setdefault(adapter, text) == text
    assert len(set(answers.values())) == 3, answers
    worker.say(**question(copy, ""))
    assert "result" in outcome(worker)[1]
    worker.say(**question(tmp_path / "nowhere", "Read."))
    assert "nowhere" in outcome(worker)[1]["error"]["where"]
    worker.say(job="model_info", model=str(copy))
    assert outcome(worker)[1]["result"]["parameters"] > 0
    worker.say(**question(copy, "Read the word."))
    phases, last = outcome(worker)
    assert "loading" not in phases and last["result"]["text"] == answers[""]
    os.utime(copy / "config.json", (1, 1))
    worker.say(**question(copy, "Read the word."))
    assert "loading" in outcome(worker)[0]
    worker.process.send_signal(signal.SIGTERM)  # nothing runs
    assert worker.process.wait(20) == 130


def test_a_search_of_the_rate_tells_its_points_and_leaves_nothing(worker, model, project):
    def files():  # without what SQLite keeps beside an open store
        return sorted(str(path) for path in project.rglob("*") if not path.name.endswith(("-shm", "-wal")))

    before = files()
    recipe = RECIPE.format(model=model, steps=5)
    worker.say(job="find_rate", recipe=recipe, recipe_name="r.yaml", project=str(project), steps=12, lowest=1e-5, highest=1e-2)
    reported, result = [], None
    for line in worker.lines():
        if line.get("event") == "metrics":
            reported.append(line["values"])
        result = line.get("result", result)
        assert "error" not in line, line
    assert [point["lr"] for point in result["points"]] == [values["lr"] for values in reported]
    assert 2 <= len(reported) <= 12 and reported[0]["lr"] == pytest.approx(1e-5)
    assert all(set(values) == {"lr", "loss", "smoothed_loss"} for values in reported)
    assert files() == before


def test_training_is_paused_saved_and_stopped(worker, model, project):
    worker.say(**training(model, project, "asked"))
    worker.wait_for(event="metrics", step=2)
    worker.say(control="pause")
    worker.wait_for(event="state", state="paused")
    worker.say(control="save")
    step = worker.wait_for(event="checkpoint")["step"]
    assert (project / "runs" / "asked" / "checkpoints" / f"checkpoint-{step}").is_dir()
    worker.say(control="explode")  # reported, and passed over
    assert "explode" in worker.wait_for(event="message", level="error")["text"]
    worker.process.stdin.write("x" * (65 << 20) + "\n")  # longer than any line may be
    worker.say(control="resume")
    assert "64 MB" in worker.wait_for(event="message", level="error")["text"]
    worker.wait_for(event="state", state="running")
    worker.wait_for(event="metrics", step=step + 1)
    worker.say(control="stop")
    last = list(worker.lines())[-1]
    assert last["error"]["kind"] == "interrupted"
    assert worker.process.wait(60) == 130


def test_end_of_input_stops_with_a_checkpoint(worker, model, project):
    """The window is gone, and with it who reads."""
    worker.say(**training(model, project, "orphan"))
    worker.wait_for(event="metrics", step=2)
    worker.process.stdin.close()
    worker.process.stdout.close()
    assert worker.process.wait(120) == 130
    saved = list((project / "runs" / "orphan" / "checkpoints").iterdir())
    assert [one.name.split("-")[0] for one in saved] == ["checkpoint"] and ".tmp" not in saved[0].name


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_with_a_checkpoint(worker, model, project, number):
    if signal.getsignal(number) == signal.SIG_IGN:
        pytest.skip("ignored by who started the tests, as under nohup: then the training goes on")
    worker.say(**training(model, project, f"signalled-{number.name}"))
    worker.wait_for(event="metrics", step=2)
    worker.process.send_signal(number)
    assert list(worker.lines())[-1]["error"]["kind"] == "interrupted"
    assert worker.process.wait(60) == 130


def test_a_model_that_is_cut_off_meanwhile(worker, model_copy, project):
    worker.say(**training(model_copy, project, "cut"))
    worker.wait_for(event="metrics", step=2)
    os.truncate(model_copy / "model.safetensors", 0)
    assert worker.process.wait(60) == 1
    assert "cut off" in worker.process.stderr.read()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams_end_it(program, closed):
    """The numbers of closed streams must not go to files that it opens."""
    done = subprocess.run(["bash", "-c", f"'{program}' worker {closed}"], timeout=60, stdin=subprocess.DEVNULL,
                          capture_output=True)
    assert done.returncode == 2


def test_the_last_line_must_end(program):
    done = subprocess.run([program, "worker"], input='{"job":"model_info","model":"x"}', capture_output=True, text=True)
    assert done.returncode == 2 and "no line break" in done.stderr


def test_progress_at_a_rate_that_a_pipe_stands(worker, model, project):
    worker.say(**training(model, project, "rate", steps=60))
    events = list(worker.lines())
    assert events[-1]["result"]["steps"] == 60, events[-1]
    seconds = json.loads((project / "runs/rate/checkpoints/checkpoint-60/progress.json").read_text())["elapsed"]
    training_progress = [e for e in events if e.get("event") == "progress" and e["total"] == 60]
    assert training_progress and training_progress[-1]["done"] == 60
    assert len(training_progress) <= 20 * seconds + 3


@pytest.mark.parametrize("line, expected", [
    ("", "broken JSON"),
    ("hello", "broken JSON"),
    ("[1]", "object"),
    ("{}", "job"),
    ('{"job":"format_disk"}', "format_disk"),
    ('{"job":"train","project":"p"}', "recipe"),
    ('{"job":"train","project":"p","recipe":"seed: x","recipe_name":"mine.yaml"}', "mine.yaml:1"),
    ('{"job":"train","project":"p","recipe":"seed: 1","more":1}', "more"),
    ('{"job":"model_info","model":7}', "model"),
    ('{"job":"model_info","model":"/nowhere/at/all"}', "/nowhere/at/all"),
    ('{"job":"evaluate","project":"/nowhere","split":"odd"}', "odd"),
    ('{"job":"model_info","model":"a","model":"b"}', "twice"),
])
def test_bad_requests_are_answered(program, line, expected):
    done = subprocess.run([str(program), "worker"], input=line + "\n", capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done.stderr
    lines = done.stdout.splitlines()
    error = json.loads(lines[-1])["error"]
    assert error["kind"] == "user" and expected in json.dumps(error), error
    assert all("event" in json.loads(one) for one in lines[:-1])


def test_no_request_at_all(program):
    done = subprocess.run([str(program), "worker"], input="", capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "no request" in json.loads(done.stdout)["error"]["what"]


def test_help_is_there_but_not_in_the_list(atelier):
    assert "worker" not in atelier("--help").stdout
    assert "model_info" in atelier("worker", "--help").stdout
