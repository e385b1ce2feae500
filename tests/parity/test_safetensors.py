"""Our safetensors files in the reference library, and its files in ours."""

import json
import subprocess

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

TYPES = [
    torch.bool,
    torch.uint8,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.float16,
    torch.bfloat16,
    torch.float32,
    torch.float64,
    torch.uint16,
    torch.uint32,
    torch.uint64,
    torch.float8_e4m3fn,
    torch.float8_e5m2,
    torch.complex64,
]
SHAPES = [(), (0, 3), (5,), (3, 7), (1, 2, 3, 4)]


def random_tensors(types=TYPES):
    generator = torch.Generator().manual_seed(5)
    return {
        f"block.{i}.{str(dtype).split('.')[1]}.gewicht-é": (torch.randn(shape, generator=generator) * 50).to(dtype)
        for dtype in types
        for i, shape in enumerate(SHAPES)
    }


def assert_same(ours, theirs):
    assert sorted(ours) == sorted(theirs)
    for name, tensor in theirs.items():
        assert ours[name].dtype == tensor.dtype and ours[name].shape == tensor.shape, name
        assert torch.equal(ours[name].reshape(-1).view(torch.uint8), tensor.reshape(-1).view(torch.uint8)), name


def test_every_type_both_ways(run, tmp_path):
    tensors = random_tensors()
    save_file(tensors, tmp_path / "theirs.safetensors", {"format": "pt", "note": 'a "quoted" ü\n'})
    run("parity_safetensors", "copy", tmp_path / "theirs.safetensors", tmp_path / "ours.safetensors")
    assert_same(load_file(tmp_path / "ours.safetensors"), tensors)
    with safe_open(tmp_path / "ours.safetensors", "pt") as file:
        assert file.metadata() == {"format": "pt", "note": 'a "quoted" ü\n'}


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_a_file_of_one_type_is_the_same_byte_for_byte(run, tmp_path, dtype):
    save_file(random_tensors([dtype]), tmp_path / "theirs.safetensors", {"format": "pt"})
    run("parity_safetensors", "copy", tmp_path / "theirs.safetensors", tmp_path / "ours.safetensors")
    assert (tmp_path / "ours.safetensors").read_bytes() == (tmp_path / "theirs.safetensors").read_bytes()


def test_shards_both_ways(run, tmp_path):
    tensors = random_tensors()
    save_file(tensors, tmp_path / "all.safetensors", {"format": "pt"})
    shards = tmp_path / "shards"
    shards.mkdir()
    run("parity_safetensors", "shard", tmp_path / "all.safetensors", shards, 100)
    index = json.loads((shards / "model.safetensors.index.json").read_text())
    assert index["metadata"]["total_size"] == sum(t.numel() * t.element_size() for t in tensors.values())
    together = {}
    for name in sorted(set(index["weight_map"].values())):
        part = load_file(shards / name)
        assert all(index["weight_map"][key] == name for key in part)
        together |= part
    assert_same(together, tensors)
    run("parity_safetensors", "join", shards, tmp_path / "joined.safetensors")
    assert_same(load_file(tmp_path / "joined.safetensors"), tensors)


def test_transformers_shards_are_read(run, tmp_path):
    transformers = pytest.importorskip("transformers")
    config = transformers.LlamaConfig(
        vocab_size=64, hidden_size=16, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2
    )
    model = transformers.LlamaForCausalLM(config)
    model.save_pretrained(tmp_path / "model", max_shard_size="8KB")
    assert (tmp_path / "model" / "model.safetensors.index.json").exists()
    run("parity_safetensors", "join", tmp_path / "model", tmp_path / "joined.safetensors")
    assert_same(load_file(tmp_path / "joined.safetensors"), {k: v.contiguous() for k, v in model.state_dict().items()})


def test_an_unknown_type_is_refused_by_name(build, tmp_path):
    path = tmp_path / "f8.safetensors"
    save_file({"w": torch.zeros(4, dtype=torch.uint8)}, path)
    path.write_bytes(path.read_bytes().replace(b'"U8"', b'"X8"'))
    done = subprocess.run(
        [build / "bin" / "parity_safetensors", "copy", path, tmp_path / "out"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert 'tensor "w" has the element type "X8"' in done.stderr
