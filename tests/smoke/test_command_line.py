"""Answers, exit codes and one-line errors of the command line."""

import json
import os
import re
import shutil
import subprocess
import zipfile

import pytest

from conftest import BLANK, ROOT, write_avi, write_png

COMMANDS = ["train", "eval", "compare", "generate", "logits", "tokenize", "data import", "data export", "data convert",
            "data formats", "data list", "data stats", "data check", "data fix", "data split", "data tag", "data replace",
            "data agreement", "data merge", "data augment", "data frames", "data transcript", "data generate", "data schema", "data classes", "data history",
            "data undo", "data redo", "model info", "model create", "adapter info", "adapter merge", "recipe check",
            "recipe show", "recipe diff", "recipe command", "recipe estimate", "recipe preflight", "settings"]


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_everywhere(atelier, command):
    done = atelier(*command.split(), "--help")
    assert done.returncode == 0 and done.stderr == ""
    assert "Usage: atelier" in done.stdout and f"{command}".strip() in done.stdout
    assert len(done.stdout.splitlines()) >= 4


def test_version(atelier):
    assert re.fullmatch(r"atelier \d+\.\d+\.\d+\n", atelier("--version").stdout)


@pytest.mark.parametrize("line, saying", [
    ("", "subcommand"), ("paint", "no command .paint"), ("trian x", "mean .train"), ("data impotr", "mean .import"),
    ("tokenize", "--model"), ("logits --frobnicate", "logits --help"),
    ("data", "data --help"), ("generate --model m --prompt x --top-k many", "many"),
])
def test_wrong_lines(refuses, line, saying):
    refuses(*line.split(), saying=[saying])


def test_settings_page(atelier):
    page = atelier("settings").stdout
    for key in ["lora_rank", "learning_rate", "compare_metrics"]:
        assert key in page


# Models

def test_missing_model(refuses, tmp_path):
    refuses("generate", "--model", tmp_path / "gone", "--prompt", "x", saying=["gone"])


def test_a_pickle_that_would_run_code(refuses, model_copy):
    (model_copy / "model.safetensors").unlink()
    program = b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R."
    with zipfile.ZipFile(model_copy / "pytorch_model.bin", "w") as archive:
        archive.writestr("archive/data.pkl", program)
    refuses("generate", "--model", model_copy, "--prompt", "x", saying=["pytorch_model.bin", "os.system", "torch.save"])


def test_truncated_weights(refuses, model_copy):
    weights = model_copy / "model.safetensors"
    with weights.open("r+b") as file:
        file.truncate(weights.stat().st_size // 2)
    refuses("generate", "--model", model_copy, "--prompt", "x", saying=["model.safetensors"])


def test_weights_of_another_model(refuses, model_copy):
    config = json.loads((model_copy / "config.json").read_text())
    text = config.get("text_config", config)
    text["num_hidden_layers"] += 1
    (model_copy / "config.json").write_text(json.dumps(config))
    refuses("generate", "--model", model_copy, "--prompt", "x", saying=["missing tensors"])


def change(folder, file, **values):
    path = folder / file
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


@pytest.mark.parametrize("template, saying", [
    (" \n", "chat_template.jinja: the chat template is empty"),
    ("{{ messages[0].content[-1].text }}", "the chat template writes 0 of 1 images"),
])
def test_a_chat_template_that_leaves_out_what_was_asked(refuses, model_copy, picture, template, saying):
    (model_copy / "chat_template.jinja").write_text(template)
    refuses("generate", "--model", model_copy, "--prompt", "x", "--image", picture, saying=[saying])


def test_values_that_nothing_reads_stop_nothing(atelier, model_copy):
    change(model_copy, "tokenizer_config.json", eos_token=["x"], unk_token=5, model_max_length=1e30, added_tokens_decoder="auto")
    change(model_copy, "config.json", torch_dtype="auto", video_token_id=None, architectures=7)
    done = atelier("generate", "--model", model_copy, "--prompt", "x", "--max-new-tokens", 1)
    assert done.returncode == 0, done.stderr


def test_a_pointer_of_git_lfs(refuses, model_copy):
    (model_copy / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:a\nsize 9\n")
    refuses("generate", "--model", model_copy, "--prompt", "x", saying=["model.safetensors", "Git LFS", "git lfs pull"])


@pytest.mark.parametrize("key, token", [("image_token_id", "<|image_pad|>")])
def test_a_tokenizer_of_another_model(refuses, model_copy, key, token):
    change(model_copy, "config.json", **{key: 5})
    refuses("generate", "--model", model_copy, "--prompt", "x", saying=["config.json", "image tokens are 5", re.escape(token)])


@pytest.mark.parametrize("key, own", [("patch_size", "patch_size"), ("merge_size", "spatial_merge_size"),
                                      ("temporal_patch_size", "temporal_patch_size")])
def test_an_image_processor_of_another_model(refuses, model_copy, picture, key, own):
    change(model_copy, "preprocessor_config.json", **{key: 4})
    refuses("generate", "--model", model_copy, "--prompt", "x", "--image", picture, saying=[f'"{key}"', " 4", f'"{own}"'])


def rewritten(path, change_tensors):
    """`change_tensors` gets the header's tensors and the data, and gives the data that is written."""
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + length])
    data = change_tensors(header, raw[8 + length:])
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


@pytest.mark.parametrize("same", [True, False])
def test_a_head_beside_tied_embeddings(atelier, refuses, model_copy, same):
    """Often stored as a copy; a head of its own must not be lost."""
    def add(header, data):
        embeddings = header["model.embed_tokens.weight"]
        begin, end = embeddings["data_offsets"]
        head = data[begin:end] if same else bytes(end - begin)
        header["lm_head.weight"] = embeddings | {"data_offsets": [len(data), len(data) + len(head)]}
        return data + head

    rewritten(model_copy / "model.safetensors", add)
    ask = ["generate", "--model", model_copy, "--prompt", "x", "--max-new-tokens", 1]
    if same:
        assert atelier(*ask).returncode == 0
    else:
        refuses(*ask, saying=["lm_head.weight", "tie_word_embeddings", "config.json"])


def test_weights_of_eight_bits_without_scales(refuses, model_copy):
    def shrink(header, data):
        name = next(name for name in header if name.endswith("q_proj.weight"))
        begin, end = header[name]["data_offsets"]
        count = header[name]["shape"][0] * header[name]["shape"][1]
        header[name] |= {"dtype": "I8", "data_offsets": [len(data), len(data) + count]}
        others = [t for key, t in header.items() if key not in (name, "__metadata__") and t["data_offsets"][0] >= end]
        for tensor in [*others, header[name]]:
            tensor["data_offsets"] = [at - (end - begin) for at in tensor["data_offsets"]]
        return data[:begin] + data[end:] + bytes(count)

    rewritten(model_copy / "model.safetensors", shrink)
    refuses("generate", "--model", model_copy, "--prompt", "x", saying=["8 bits without their scales", "q_proj.weight"])


def test_unknown_family(refuses, model_copy):
    config = json.loads((model_copy / "config.json").read_text())
    config["model_type"] = "sphinx"
    (model_copy / "config.json").write_text(json.dumps(config))
    refuses("model", "info", model_copy, saying=["sphinx", "qwen2_vl"])


def test_unknown_dtype(refuses, model):
    refuses("generate", "--model", model, "--prompt", "x", "--dtype", "int3", saying=["int3", "bf16"])


def test_model_info(atelier, model):
    info = json.loads(atelier("model", "info", model, "--json").stdout)
    assert info["family"] == "qwen2_vl" and info["problems"] == []
    assert set(info["parts"]) == {"vision tower", "projector", "language model"}
    assert sum(info["parts"].values()) == info["parameters"]
    assert "Hello" in info["example"]


def test_model_tree_of_a_folder_or_a_recipe(atelier, model, tmp_path):
    by_default = json.loads(atelier("model", "tree", model, "--json").stdout)
    trained = {part["name"]: part["trainable"] > 0 for part in by_default["parts"]}
    assert trained == {"vision tower": False, "projector": False, "language model": True}
    recipe = tmp_path / "r.yaml"
    recipe.write_text(f"model_name_or_path: {model}\n")
    assert json.loads(atelier("model", "tree", recipe, "--json").stdout) == by_default


def test_help_shows_no_programming(atelier):
    for command in (["data", "import"], ["train"], ["find-rate"]):
        help = atelier(*command, "--help").stdout
        assert "=[]" not in help and "->" not in help, help


def test_create_never_replaces(refuses, model):
    refuses("model", "create", BLANK, "--out", model, saying=["random"])


# Answers

def test_generate_json(atelier, model, picture):
    done = atelier("generate", "--model", model, "--prompt", "What is it?", "--image", picture, "--max-new-tokens", 4,
                   "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"text", "tokens", "seconds", "tokens_per_second"}
    assert len(answer["tokens"]) <= 4 and answer["seconds"] > 0


def test_same_seed_same_answer(atelier, model):
    line = ["generate", "--model", model, "--prompt", "x", "--sample", "--max-new-tokens", 8, "--json", "--seed"]
    first, again, other = (json.loads(atelier(*line, seed).stdout)["tokens"] for seed in (1, 1, 2))
    assert first == again != other


def tensors(path):
    raw = path.read_bytes()
    length = int.from_bytes(raw[:8], "little")
    return {name: t for name, t in json.loads(raw[8:8 + length]).items() if name != "__metadata__"}


def test_logits_of_a_prompt_and_of_its_tensors(atelier, model, picture, tmp_path):
    first, again = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    done = atelier("logits", "--model", model, "--prompt", "What is it?", "--image", picture, "--out", first)
    assert done.returncode == 0, done.stderr
    written = tensors(first)
    assert set(written) == {"input_ids", "pixel_values", "image_grid_thw", "logits"}
    length = written["input_ids"]["shape"][1]
    assert written["input_ids"]["dtype"] == "I64" and written["image_grid_thw"]["shape"] == [1, 3]
    assert written["logits"]["shape"][:2] == [1, length] and written["logits"]["dtype"] == "F32"
    assert atelier("logits", "--model", model, "--inputs", first, "--out", again).returncode == 0
    assert first.read_bytes() == again.read_bytes()


def test_tokenize(atelier, tmp_path):
    text = tmp_path / "lines.txt"
    text.write_text("Hello 12\n\nTOTAL: 9.50", encoding="utf-8")
    done = atelier("tokenize", "--model", BLANK, "--text-file", text, "--json")
    lists = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lists) == 3 and lists[1] == [] and all(isinstance(i, int) for i in lists[0])
    plain = atelier("tokenize", "--model", BLANK, "--text-file", text).stdout.splitlines()
    assert [list(map(int, line.split())) for line in plain] == lists


# Pictures

def test_missing_picture(refuses, model, tmp_path):
    refuses("generate", "--model", model, "--prompt", "x", "--image", tmp_path / "gone.png", saying=["gone.png"])


def test_corrupt_picture(refuses, model, picture):
    picture.write_bytes(picture.read_bytes()[:60])
    refuses("generate", "--model", model, "--prompt", "x", "--image", picture, saying=["picture.png"])


def test_wrong_number_of_image_marks(refuses, model, picture):
    refuses("generate", "--model", model, "--prompt", "<image><image>x", "--image", picture, saying=["2 ", "1 "])


# Adapters

def lora_of_another_model(folder, width=48):
    import struct

    folder.mkdir()
    (folder / "adapter_config.json").write_text(json.dumps(
        {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "target_modules": ["q_proj"], "base_model_name_or_path": "x"}))
    stem = "base_model.model.model.language_model.layers.0.self_attn.q_proj."
    header, data = {}, b""
    for name, shape in {"lora_A.weight": [2, width], "lora_B.weight": [width, 2]}.items():
        size = 4 * shape[0] * shape[1]
        header[stem + name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + size]}
        data += bytes(size)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    return folder


def test_adapter_of_another_model(refuses, model, tmp_path):
    adapter = lora_of_another_model(tmp_path / "adapter")
    refuses("generate", "--model", model, "--adapter", adapter, "--prompt", "x", saying=["adapter", "q_proj"])


def test_adapter_info(atelier, tmp_path):
    info = json.loads(atelier("adapter", "info", lora_of_another_model(tmp_path / "adapter"), "--json").stdout)
    assert info["method"] == "LORA" and info["modules"] == ["q_proj"] and info["parameters"] == 2 * 2 * 48


def test_model_is_no_adapter(refuses, model):
    refuses("adapter", "info", model, saying=["adapter_config.json"])


# Recipes

RECIPE = "model_name_or_path: {model}\ndataset: d\n"


@pytest.mark.parametrize("more, saying", [
    ("lora_rnak: 8\n", ["recipe.yaml:3", "lora_rnak", "lora_rank"]),
    ("lora_rank: 0\n", ["recipe.yaml:3", "lora_rank"]),
    ("learning_rate: fast\n", ["recipe.yaml:3", "learning_rate"]),
    ("learning_rate: [\n", ["recipe.yaml"]),
    ("dataset: e\n", ["recipe.yaml:3", "dataset"]),
])
def test_recipes_that_are_refused(refuses, model, tmp_path, more, saying):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE.format(model=model) + more)
    refuses("train", recipe, "--project", tmp_path / "p", saying=saying)


def test_bad_assignment(refuses, model, tmp_path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE.format(model=model))
    refuses("train", recipe, "--project", tmp_path / "p", "--set", "max_steps=soon", saying=["max_steps"])


def test_missing_recipe(refuses, tmp_path):
    refuses("train", tmp_path / "gone.yaml", "--project", tmp_path / "p", saying=["gone.yaml"])


def test_compare_without_a_run(refuses, tmp_path):
    refuses("compare", "--project", tmp_path, "--out", tmp_path / "r", saying=["run"])


# Data

@pytest.fixture
def dataset(tmp_path):
    folder = tmp_path / "set"
    folder.mkdir()
    rows = []
    for i in range(6):
        write_png(folder / f"{i}.png", colour=(40 * i, 10, 90))
        rows.append({"images": [f"{i}.png"], "conversations": [{"from": "human", "value": "<image>What is it?"},
                                                               {"from": "gpt", "value": f"Number {i}."}]})
    (folder / "set.json").write_text(json.dumps(rows))
    return folder


def test_import_stats_check(atelier, dataset, tmp_path):
    project = tmp_path / "project"
    done = atelier("data", "import", dataset / "set.json", "--name", "d", "--project", project, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["imported"] == 6
    stats = json.loads(atelier("data", "stats", "--project", project, "--json").stdout)
    assert stats["samples"] == 6 and stats["images"] == 6
    assert atelier("data", "check", "--project", project).returncode == 0
    (dataset / "3.png").write_bytes(b"no picture")
    (dataset / "4.png").unlink()
    done = atelier("data", "check", "--project", project, "--json")
    assert done.returncode == 2
    kinds = {finding["kind"] for finding in json.loads(done.stdout)}
    assert {"corrupt_image", "missing_media"} <= kinds


def test_a_damaged_video_is_found(atelier, tmp_path):
    write_avi(tmp_path / "good.avi", [(9, 9, 9)] * 4)
    (tmp_path / "bad.mp4").write_text("no video")
    turns = [{"from": "human", "value": "<video>What?"}, {"from": "gpt", "value": "It."}]
    (tmp_path / "set.json").write_text(json.dumps(
        [{"videos": [name], "conversations": turns} for name in ("good.avi", "bad.mp4")]))
    project = tmp_path / "project"
    assert atelier("data", "import", tmp_path / "set.json", "--name", "d", "--project", project).returncode == 0
    done = atelier("data", "check", "--project", project, "--json")
    assert done.returncode == 2
    damaged = [finding for finding in json.loads(done.stdout) if finding["kind"] == "corrupt_video"]
    assert len(damaged) == 1 and "bad.mp4" in damaged[0]["message"]


def test_list_and_history(atelier, refuses, dataset, tmp_path):
    project = tmp_path / "project"
    assert atelier("data", "import", dataset / "set.json", "--name", "d", "--project", project).returncode == 0
    of = ["--project", project, "--dataset", "d"]
    listed = json.loads(atelier("data", "list", *of, "--sort", "file", "--descending", "--limit", 2, "--json").stdout)
    assert listed["found"] == 6 and [sample["words"] for sample in listed["samples"]] == ["Number 5.", "Number 4."]
    table = atelier("data", "list", *of, "--filter", '"number 3" NOT checked').stdout
    assert "Number 3." in table and "Number 4." not in table and table.endswith("1 of 1 samples\n")
    refuses("data", "list", *of, "--filter", "tag:(", saying=["column 5"])
    refuses("data", "list", *of, "--sort", "colour", saying=["colour", "regions"])
    refuses("data", "list", "--project", project, "--dataset", "e", saying=["known: d"])
    assert json.loads(atelier("data", "history", *of, "--json").stdout) == {"edits": []}
    for step in ("undo", "redo"):
        refuses("data", step, *of, saying=[f"nothing to {step}"])


def test_stats_without_a_project(refuses, tmp_path):
    refuses("data", "stats", "--project", tmp_path / "gone", saying=["gone"])


def test_generated_dataset(atelier, tmp_path):
    out, project = tmp_path / "drawn", tmp_path / "project"
    done = atelier("data", "generate", "scenes", "--count", 5, "--name", "five", "--out", out)
    assert done.returncode == 0, done.stderr
    assert atelier("data", "import", out, "--project", project).returncode == 0
    assert json.loads(atelier("data", "stats", "--project", project, "--json").stdout)["samples"] == 5


def test_augmented_dataset(atelier, refuses, dataset, tmp_path):
    project = tmp_path / "project"
    assert atelier("data", "import", dataset / "set.json", "--name", "d", "--project", project).returncode == 0
    augment = ["data", "augment", "--project", project, "--dataset", "d"]
    done = atelier(*augment, "--copies", 2, "--set", "augment_rotate=10", "--set", "augment_noise=5")
    assert done.returncode == 0, done.stderr
    assert "d_augmented, 12 samples" in done.stdout
    stats = json.loads(atelier("data", "stats", "--project", project, "--dataset", "d_augmented", "--json").stdout)
    assert stats["samples"] == 12 and stats["groups"] == 6 and stats["tags"] == {"augmented": 12}
    assert atelier("data", "check", "--project", project, "--dataset", "d_augmented").returncode == 0
    refuses(*augment, "--name", "same", saying=["nothing is to be varied"])
    done = atelier(*augment, "--set", "augment_rotate=5")
    assert done.returncode == 2 and "d_augmented" in done.stderr and "already" in done.stderr


def test_transcript_and_frames_of_a_video(atelier, refuses, tmp_path):
    red, blue = (220, 20, 20), (20, 20, 220)
    film = write_avi(tmp_path / "film.avi", [red] * 15 + [blue] * 15)
    (tmp_path / "film.srt").write_text("1\n00:00:00,100 --> 00:00:00,300\nRed\n\n2\n00:00:00,400 --> 00:00:01,200\n"
                                       "still\n\n3\n00:00:01,700 --> 00:00:02,900\nBlue\n")
    project = tmp_path / "project"
    add = ["data", "transcript", film, "--project", project, "--dataset", "d"]
    done = atelier(*add, "--min", 0.5, "--pause", 0.2, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["samples"] == 2
    frames = ["data", "frames", "--project", project, "--dataset", "d"]
    for more, samples, files in [(["--fps", 5], 2, 12), (["--scenes"], 2, 2), (["--at", "0.5,2.5", "--each"], 2, 2),
                                 (["--fps", 10, "--max", 2], 2, 4), ([], 2, 4)]:
        name = "f" + "".join(map(str, more)).replace("-", "")
        done = atelier(*frames, *more, "--name", name, "--json")
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        assert (report["samples"], report["frames"], report["skipped"]) == (samples, files, []), (more, report)
    assert "d_frames, 2 samples" in atelier(*frames).stdout
    assert atelier("data", "check", "--project", project, "--dataset", "d_frames").returncode == 0
    refuses(*frames, "--name", "x", "--fps", "0", saying=["rate"])
    refuses(*frames, "--name", "x", "--scenes", "3", saying=["scenes"])
    refuses(*frames, "--name", "x", "--fps", "1", "--at", "2", saying=["at", "fps"])
    done = atelier(*frames)
    assert done.returncode == 2 and "d_frames" in done.stderr and "already" in done.stderr
    (tmp_path / "cut.avi").write_bytes(film.read_bytes()[:100])
    done = atelier("data", "transcript", tmp_path / "cut.avi", tmp_path / "film.srt", "--project", project,
                   "--dataset", "new")
    assert done.returncode == 2 and "cut.avi" in done.stderr
    assert "new" not in atelier("data", "stats", "--project", project, "--json").stdout


# The world around

def test_full_standard_output(program, tmp_path):
    text = tmp_path / "lines.txt"
    text.write_text("TOTAL 9.50\n" * 5000)
    with open("/dev/full", "w") as full:
        done = subprocess.run([program, "tokenize", "--model", BLANK, "--text-file", text], stdout=full,
                              stderr=subprocess.PIPE, text=True)
    assert done.returncode == 1
    assert re.fullmatch(r"atelier: standard output: .*space.*\n", done.stderr), done.stderr


def test_the_reader_goes_away(program, tmp_path):
    text = tmp_path / "lines.txt"
    text.write_text("TOTAL 9.50\n" * 50000)
    running = subprocess.Popen([program, "tokenize", "--model", BLANK, "--text-file", text], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    assert running.stdout.readline()
    running.stdout.close()
    assert running.wait(60) == 0
    assert running.stderr.read() == ""


def test_a_model_replaces_nothing_but_a_model(refuses, atelier, model, tmp_path):
    notes, mine = tmp_path / "notes.txt", tmp_path / "mine"
    notes.write_text("mine")
    mine.mkdir()
    (mine / "photo.jpg").write_text("mine")
    for target in (notes, mine):
        refuses("model", "convert", model, "--out", target, saying=[target.name, "is there already"])
        refuses("adapter", "merge", "--model", model, "--adapter", tmp_path, "--out", target,
                saying=[target.name, "is there already"])
    assert notes.read_text() == "mine" and (mine / "photo.jpg").read_text() == "mine"
    for _ in range(2):  # a model that is there is replaced
        assert atelier("model", "convert", model, "--out", tmp_path / "new").returncode == 0


def test_what_cannot_be_merged_is_told_before_the_model_is_opened(refuses, tmp_path):
    (tmp_path / "adapter_config.json").write_text('{"peft_type": "PROMPT_TUNING"}')
    refuses("adapter", "merge", "--model", tmp_path / "nowhere", "--adapter", tmp_path, "--out", tmp_path / "merged",
            saying=["Prompt tuning cannot be merged"])


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("no right to mount a small tmpfs")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_full_disk(refuses, model, small_disk):
    refuses("adapter", "merge", "--model", model, "--adapter", model, "--out", small_disk / "m",
            saying=["adapter"])  # an adapter is looked for first
    line = refuses("model", "create", BLANK, "--out", small_disk / "m", saying=["[Ss]pace|full|free"], code=1)
    assert "disk" in line
    assert list(small_disk.iterdir()) == [], "something half-written was left"
