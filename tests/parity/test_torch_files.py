"""Files of torch.save against torch.load: the same names, types and values."""

import collections
import json
import shutil

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from conftest import ROOT

TYPES = [
    torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.uint16, torch.uint32, torch.uint64, torch.float16,
    torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.float8_e4m3fn, torch.float8_e5m2,
]  # fmt: skip


def flattened(value, name=""):
    if isinstance(value, torch.Tensor):
        return {name: value.detach()}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (list, tuple)) else ()
    found = {}
    for key, item in items:
        found |= flattened(item, f"{name}.{key}" if name else str(key))
    return found


def compare(run, tmp_path, value, section="", inside=None, **options):
    """`inside`: the state dict that is expected, the whole value by default."""
    path, out = tmp_path / "file.bin", tmp_path / "out.safetensors"
    torch.save(value, path, **options)
    said = run("parity_safetensors", "torch", path, out)
    expected = flattened(torch.load(path, weights_only=False) if inside is None else inside)
    ours = load_file(out)
    with safe_open(out, "pt") as file:
        assert file.metadata()["section"] == section
    assert sorted(ours) == sorted(expected)
    for name, tensor in expected.items():
        assert ours[name].dtype == tensor.dtype and ours[name].shape == tensor.shape, name
        same = [t.clone(memory_format=torch.contiguous_format).reshape(-1).view(torch.uint8) for t in (ours[name], tensor)]
        assert torch.equal(*same), name
    return said


def tensors(types=TYPES):
    generator = torch.Generator().manual_seed(3)
    shapes = [(), (5,), (3, 7), (1, 2, 3, 4), (0, 3), (3, 0), (4, 1)]
    return {
        f"block.{i}.{str(dtype).split('.')[1]}.é": (torch.randn(shape, generator=generator) * 50).to(dtype)
        for dtype in types
        for i, shape in enumerate(shapes)
    }


@pytest.mark.parametrize("old", [False, True], ids=["zip", "stream"])
@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_every_type(run, tmp_path, protocol, old):
    options = {"pickle_protocol": protocol, "_use_new_zipfile_serialization": not old}
    # Of newer types torch itself can write no stream.
    types = [dtype for dtype in TYPES if not old or dtype not in torch.storage._new_dtypes()]
    compare(run, tmp_path, tensors(types), **options)
    compare(run, tmp_path, collections.OrderedDict(tensors(types)), **options)


@pytest.mark.parametrize("old", [False, True], ids=["zip", "stream"])
@pytest.mark.parametrize("seed", range(4))
def test_views_and_shared_storages(run, tmp_path, seed, old):
    generator = torch.Generator().manual_seed(seed)
    number = lambda low, high: int(torch.randint(low, high, (), generator=generator))  # noqa: E731
    bases = [(torch.randn(4, 6, 5, generator=generator) * 9).to(dtype) for dtype in (torch.float32, torch.bfloat16, torch.int64)]
    value = {}
    for i in range(60):
        view = bases[number(0, len(bases))]
        for _ in range(number(0, 4)):
            kind = number(0, 6)
            if kind == 0 and view.dim() > 1:
                view = view.transpose(0, view.dim() - 1)
            elif kind == 1 and view.dim() > 0 and view.shape[0] > 0:
                view = view[number(0, view.shape[0])]
            elif kind == 2 and view.dim() > 0:
                view = view[number(0, view.shape[0] + 1) :: number(1, 3)]
            elif kind == 3:
                view = view.unsqueeze(number(0, view.dim() + 1))
            elif kind == 4 and view.dim() < 5:
                view = view.unsqueeze(0).expand(number(1, 4), *view.shape)
            elif kind == 5 and view.dim() > 1:
                view = view.diagonal()
        value[f"v{i}"] = view
    compare(run, tmp_path, value, _use_new_zipfile_serialization=not old)


def test_modules_and_parameters(run, tmp_path):
    module = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Embedding(5, 6))
    compare(run, tmp_path, module.state_dict())
    compare(run, tmp_path, dict(module.named_parameters()))
    named = torch.nn.Parameter(torch.randn(3))
    named.note = "kept with it"
    compare(run, tmp_path, {"w": named, "b": torch.nn.Buffer(torch.randn(2))})


def test_nested_checkpoints(run, tmp_path):
    weights = {"a.w": torch.randn(2, 3), "a.b": torch.randn(3)}
    others = {
        "epoch": 3, "lr": 1e-4, "big": 1 << 90, "name": "naïve", "flags": (True, None), "set": {1, 2}, "frozen": frozenset({"x"}),
        "bytes": b"\x00\xff", "array": bytearray(b"ab"), "complex": 1 + 2j, "size": torch.Size([2, 3]), "device": torch.device("cuda:1"),
        "dtype": torch.bfloat16, "default": collections.defaultdict(list, {"x": [1]}), "counts": collections.Counter("aab"),
        "shape": torch.zeros(2, 3).shape, "negative": -5, "long": "x" * 70000,
    }  # fmt: skip
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.randn(2))]).state_dict()
    for protocol in (2, 4):
        compare(run, tmp_path, {"model": weights, "optimizer": optimizer, **others}, "model", weights, pickle_protocol=protocol)
        compare(run, tmp_path, {"state_dict": {"model": weights}, **others}, "state_dict.model", weights, pickle_protocol=protocol)
    compare(run, tmp_path, {f"module.{name}": w for name, w in weights.items()}, inside=weights)
    compare(run, tmp_path, {"encoder": weights, "heads": [weights["a.b"], {"x": weights["a.w"]}]})


def test_what_cannot_be_read_is_named(run, tmp_path, build):
    for value, said in [
        ({"w": torch.eye(3).to_sparse()}, "torch._utils._rebuild_sparse_tensor"),
        ({"w": torch.zeros(2, dtype=torch.complex128)}, "torch.ComplexDoubleStorage"),
        ({"w": torch.zeros(2, dtype=torch.complex64).conj()}, "conjugate"),
        ({"w": torch.quantize_per_tensor(torch.zeros(2), 1.0, 0, torch.qint8)}, "torch._utils._rebuild_qtensor"),
        ({"w": torch.zeros(2, device="meta")}, "_rebuild_meta_tensor_no_storage"),
        ({"m": torch.nn.Linear(2, 2)}, "torch.nn.modules.linear.Linear"),
        ({"path": tmp_path}, "pathlib"),
    ]:  # fmt: skip
        with pytest.raises(AssertionError, match=said):
            compare(run, tmp_path, value)
    scripted = torch.jit.script(torch.nn.Linear(2, 2))
    scripted.save(tmp_path / "script.pt")
    with pytest.raises(AssertionError, match="TorchScript"):
        run("parity_safetensors", "torch", tmp_path / "script.pt", tmp_path / "out")


@pytest.mark.parametrize("layout", ["pytorch_model.bin", "shards", "weights.pth", "wrapped.pth"])
def test_a_model_of_torch_files(atelier, made, tmp_path, layout):
    """The same logits as the safetensors folder's, bit for bit."""
    source = made("llava").folder
    folder = tmp_path / "model"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors*"))
    weights = {}
    for file in source.glob("*.safetensors"):
        weights |= load_file(file)
    if layout == "shards":
        names = sorted(weights)
        parts = {f"pytorch_model-0000{i + 1}-of-00003.bin": names[i::3] for i in range(3)}
        for file, part in parts.items():
            torch.save({name: weights[name] for name in part}, folder / file)
        index = {"weight_map": {name: file for file, part in parts.items() for name in part}}
        (folder / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    elif layout == "wrapped.pth":
        torch.save({"model": {f"module.{name}": w.t().contiguous().t() if w.dim() == 2 else w for name, w in weights.items()}, "epoch": 1}, folder / layout)
    else:
        torch.save(weights, folder / layout)
    results = []
    for model in (source, folder):
        out = tmp_path / f"{model.parent.name}.safetensors"
        atelier.job("logits", model=model, prompt="What is it?", out=out)
        results.append(load_file(out))
    assert all(torch.equal(results[1][name], value) for name, value in results[0].items())


def test_an_adapter_as_torch_saves_it(atelier, made, tmp_path):
    """adapter_model.bin, as PEFT writes it with safe_serialization=False."""
    import peft

    reference = made("llava")
    model = peft.get_peft_model(reference.model, peft.LoraConfig(r=4, target_modules=["q_proj", "v_proj"], init_lora_weights=False))
    prompts = {}
    try:
        for name, safe in (("safe", True), ("torch", False)):
            model.save_pretrained(tmp_path / name, safe_serialization=safe)
            out = tmp_path / f"{name}.safetensors"
            atelier.job("logits", model=reference.folder, adapter=tmp_path / name, prompt="What is it?", out=out)
            prompts[name] = load_file(out)["logits"]
    finally:
        model.unload()
    assert not (tmp_path / "torch" / "adapter_model.safetensors").exists()
    assert torch.equal(prompts["safe"], prompts["torch"])
    out = tmp_path / "plain.safetensors"
    atelier.job("logits", model=reference.folder, prompt="What is it?", out=out)
    assert not torch.equal(load_file(out)["logits"], prompts["torch"])


RECIPE = """\
model_name_or_path: {model}
dataset: scenes
finetuning_type: full
per_device_train_batch_size: 2
image_min_pixels: 784
image_max_pixels: 3136
max_steps: 2
learning_rate: 1.0e-3
bf16: false
device: cpu
threads: 1
"""


def test_parameters_that_share_memory_train_apart(atelier, tmp_path):
    """As from safetensors, which never share."""
    source = ROOT / "resources" / "starter" / "model"
    weights = {name: w.float() for name, w in load_file(source / "model.safetensors").items()}
    key = next(name for name in weights if name.endswith("layers.0.self_attn.k_proj.weight"))
    value = key.replace("k_proj", "v_proj")
    weights[value] = weights[key]
    atelier.command("data", "generate", "scenes", "--count", 8, "--out", tmp_path / "drawn")
    atelier.command("data", "import", tmp_path / "drawn", "--project", tmp_path / "project", "--name", "scenes")
    trained = {}
    for name in ("safe", "torch"):
        folder = tmp_path / name
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.safetensors"))
        if name == "safe":
            save_file({n: w.clone() for n, w in weights.items()}, folder / "model.safetensors", {"format": "pt"})
        else:
            torch.save(weights, folder / "pytorch_model.bin")
        recipe = tmp_path / f"{name}.yaml"
        recipe.write_text(RECIPE.format(model=folder))
        atelier.command("train", recipe, "--project", tmp_path / "project", "--run", name)
        trained[name] = load_file(tmp_path / "project" / "runs" / name / "model" / "model.safetensors")
    assert all(torch.equal(trained["torch"][name], w) for name, w in trained["safe"].items())
    assert not torch.equal(trained["torch"][key], trained["torch"][value])
