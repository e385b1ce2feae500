"""Matrices of 4 and 8 bits: codes, statistics and stored form against bitsandbytes, and against its algorithm written out."""

import json
import subprocess

import bitsandbytes.functional as bnb
import pytest
import torch
from bitsandbytes.functional import QuantState
from families import FAMILIES
from safetensors.torch import load_file, save_file

NF4 = [
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
    -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0,
]  # fmt: skip
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def matrices() -> dict:
    """Of every dtype: plain, with rows of very unequal size, with zeros, of odd sizes with a broken last block."""
    draw = torch.Generator().manual_seed(3)
    result = {}
    for name, dtype in DTYPES.items():
        plain = torch.randn(256, 320, generator=draw)
        unequal = torch.randn(130, 258, generator=draw) * 10.0 ** torch.randn(130, 1, generator=draw).clamp(-3, 3)
        zeros = torch.randn(64, 128, generator=draw)
        zeros[3:40] = 0
        odd = torch.randn(37, 41, generator=draw)
        result |= {f"{name}_{kind}": m.to(dtype) for kind, m in dict(plain=plain, unequal=unequal, zeros=zeros, odd=odd).items()}
    return result


@pytest.fixture(scope="module")
def quantized(tmp_path_factory, run):
    """quantized[METHOD][NAME] -> the tensors that Atelier stores, without their common prefix."""
    folder = tmp_path_factory.mktemp("quantized")
    methods = ["nf4", "nf4_double", "fp4", "fp4_double", "int8"]
    save_file({f"{method}.{name}": m for method in methods for name, m in matrices().items()}, folder / "in.safetensors")
    run("parity_quantized", "quantize", folder / "in.safetensors", folder / "out.safetensors")
    result = {method: {name: {} for name in matrices()} for method in methods}
    for key, tensor in load_file(folder / "out.safetensors").items():
        method, name, rest = key.split(".", 2)
        result[method][name][rest] = tensor
    return result


def unpacked(codes) -> torch.Tensor:
    flat = codes.flatten()
    return torch.stack([flat >> 4, flat & 15], 1).flatten()


def nearest(shares, values) -> torch.Tensor:
    """Places of the nearest of the ascending values."""
    return torch.bucketize(shares, (values[1:] + values[:-1]) / 2)


def in_blocks(flat, size) -> torch.Tensor:
    return torch.nn.functional.pad(flat, (0, -flat.numel() % size)).view(-1, size)


def state_of(stored) -> dict:
    key = next(key for key in stored if ".quant_state.bitsandbytes__" in key)
    return json.loads(bytes(stored[key].tolist())) | {"key": key}


# --- the algorithm as it is documented ---


def test_dynamic_map(quantized):
    """create_dynamic_map(signed=True, max_exponent_bits=7, total_bits=8)."""
    data = [0.0, 1.0]
    for i in range(7):
        boundaries = torch.linspace(0.1, 1, 2**i + 1)
        means = (boundaries[:-1] + boundaries[1:]) / 2
        data += (10 ** (i - 6) * means).tolist() + (-(10 ** (i - 6)) * means).tolist()
    assert torch.equal(quantized["nf4_double"]["fp32_plain"]["weight.nested_quant_map"], torch.tensor(sorted(data)))


@pytest.mark.parametrize("name", matrices())
def test_nf4_is_the_algorithm(quantized, name):
    matrix, stored = matrices()[name], quantized["nf4"][name]
    values = torch.tensor(NF4)
    assert torch.equal(stored["weight.quant_map"], values)
    blocks = in_blocks(matrix.float().flatten(), 64)
    absmax = blocks.abs().amax(1)
    assert torch.equal(stored["weight.absmax"], absmax)
    codes = nearest(blocks * (1 / absmax.clamp_min(1e-38))[:, None], values).flatten()
    count = (matrix.numel() + 1) // 2 * 2
    assert torch.equal(unpacked(stored["weight"]).long(), codes[:count])
    state = state_of(stored)
    dtype = str(matrix.dtype).removeprefix("torch.")
    key = "weight.quant_state.bitsandbytes__nf4"
    assert state == {"key": key, "quant_type": "nf4", "blocksize": 64, "dtype": dtype, "shape": list(matrix.shape)}


@pytest.mark.parametrize("name", matrices())
def test_double_quantization_is_the_algorithm(quantized, name):
    plain, stored = quantized["nf4"][name], quantized["nf4_double"][name]
    assert torch.equal(stored["weight"], plain["weight"])
    absmax, state = plain["weight.absmax"], state_of(stored)
    offset = absmax.mean()
    assert state["nested_offset"] == offset.item()
    assert (state["nested_blocksize"], state["nested_dtype"]) == (256, "float32")
    blocks = in_blocks(absmax - offset, 256)
    nested = blocks.abs().amax(1)
    assert torch.equal(stored["weight.nested_absmax"], nested)
    codes = nearest(blocks / nested.clamp_min(1e-38)[:, None], stored["weight.nested_quant_map"])
    assert torch.equal(stored["weight.absmax"].long(), codes.flatten()[: absmax.numel()])


@pytest.mark.parametrize("name", matrices())
def test_int8_is_the_algorithm(quantized, name):
    matrix, stored = matrices()[name].float(), quantized["int8"][name]
    absmax = matrix.abs().amax(1)
    assert torch.equal(stored["SCB"], absmax)
    factors = torch.where(absmax > 0, 127.0 / absmax, 0)  # torch multiplies with the reciprocal
    assert torch.equal(stored["weight"], torch.round(matrix * factors[:, None]).to(torch.int8))
    assert stored["weight_format"].item() == 0 and stored["weight_format"].dtype == torch.uint8


# --- the package ---


def stored_by_bitsandbytes(matrix, quant_type, double) -> dict:
    codes, state = bnb.quantize_4bit(matrix, quant_type=quant_type, compress_statistics=double)
    return {"weight": codes} | {f"weight.{key}": tensor.clone() for key, tensor in state.as_dict(packed=True).items()}


def read_by_bitsandbytes(stored) -> torch.Tensor:
    state = QuantState.from_dict({key: tensor for key, tensor in stored.items() if key != "weight"}, "cpu")
    return bnb.dequantize_4bit(stored["weight"], state)


@pytest.mark.parametrize("double", [False, True])
@pytest.mark.parametrize("quant_type", ["nf4", "fp4"])
@pytest.mark.parametrize("name", matrices())
def test_four_bit_is_bitsandbytes(quantized, name, quant_type, double):
    matrix = matrices()[name]
    ours = quantized[quant_type + ("_double" if double else "")][name]
    theirs = stored_by_bitsandbytes(matrix, quant_type, double)
    assert ours.keys() == theirs.keys()
    for key, tensor in theirs.items():
        assert (ours[key].dtype, ours[key].shape[1:]) == (tensor.dtype, tensor.shape[1:]), key
        if ".quant_state." in key:
            assert json.loads(bytes(ours[key].tolist())) == json.loads(bytes(tensor.tolist()))
        elif key == "weight" and quant_type == "fp4":  # which has two zeros
            values = theirs["weight.quant_map"] + 0.0
            assert torch.equal(values[unpacked(ours[key]).long()], values[unpacked(tensor).long()])
        elif key == "weight.absmax" and double:
            # On a CPU in fp32 it looks codes up in a table that is nearly right; with fp64 it takes the nearest.
            plain = quantized[quant_type][name][key]
            nearest_codes, _ = torch.ops.bitsandbytes.quantize_blockwise(
                (plain - plain.mean()).double(), bnb.create_dynamic_map(), 256
            )
            assert torch.equal(ours[key], nearest_codes)
            off = (ours[key].int() - tensor.int()).abs()
            assert off.max() <= 1 and off.sum() <= 1 + 0.01 * off.numel()
        else:
            assert torch.equal(ours[key], tensor), f"{key}: {(ours[key] != tensor).sum()} of {tensor.numel()} differ"
    # They read ours as we do, test_reads_bitsandbytes() shows the other way.
    if torch.equal(ours["weight.absmax"], theirs["weight.absmax"]):
        assert torch.equal(read_by_bitsandbytes(ours), read_by_bitsandbytes(theirs))
    assert read_by_bitsandbytes(ours).shape == matrix.shape


@pytest.mark.parametrize("name", matrices())
def test_int8_is_bitsandbytes(quantized, name):
    matrix, stored = matrices()[name], quantized["int8"][name]
    codes, absmax, _ = bnb.int8_vectorwise_quant(matrix.clone())
    assert torch.equal(stored["SCB"], absmax)
    rows = absmax > 0  # theirs divides 0 by 0
    assert torch.equal(stored["weight"][rows], codes[rows])
    assert not stored["weight"][~rows].any()


@pytest.fixture(scope="module")
def products(tmp_path_factory, run):
    """What bitsandbytes stored, what it makes of it, and what Atelier does: (tensors in, dense matrices, tensors out)."""
    folder = tmp_path_factory.mktemp("products")
    draw = torch.Generator().manual_seed(5)
    given, dense = {}, {}
    for name, matrix in matrices().items():
        for method in ("nf4", "fp4", "nf4_double", "int8"):
            prefix = f"{method}.{name}."
            if method == "int8":
                codes, absmax, _ = bnb.int8_vectorwise_quant(matrix.clone())
                given |= {f"{prefix}weight": codes, f"{prefix}SCB": absmax}
                dense[prefix] = bnb.int8_vectorwise_dequant(codes, absmax).to(matrix.dtype)
            else:
                stored = stored_by_bitsandbytes(matrix, method[:3], "double" in method)
                given |= {prefix + key: tensor for key, tensor in stored.items()}
                dense[prefix] = read_by_bitsandbytes(stored)
            given[f"{prefix}x"] = torch.randn(6, matrix.shape[1], generator=draw).to(matrix.dtype)
            given[f"{prefix}g"] = torch.randn(6, matrix.shape[0], generator=draw).to(matrix.dtype)
    save_file(given, folder / "in.safetensors")
    run("parity_quantized", "read", folder / "in.safetensors", folder / "out.safetensors")
    return given, dense, load_file(folder / "out.safetensors")


@pytest.mark.parametrize("method", ["nf4", "fp4", "nf4_double", "int8"])
@pytest.mark.parametrize("name", matrices())
def test_reads_bitsandbytes(products, name, method):
    given, dense, ours = products
    prefix = f"{method}.{name}."
    matrix = dense[prefix]
    assert ours[f"{prefix}dense"].dtype == matrix.dtype
    assert torch.equal(ours[f"{prefix}dense"], matrix)
    tolerance = {torch.float32: 2e-6, torch.bfloat16: 8e-3, torch.float16: 1e-3}[matrix.dtype]
    for key, expected in (
        ("y", given[f"{prefix}x"].double() @ matrix.double().t()),
        ("dx", given[f"{prefix}g"].double() @ matrix.double()),
    ):
        result = ours[prefix + key]
        assert result.dtype == matrix.dtype
        assert (result.double() - expected).abs().max() <= tolerance * expected.abs().max()


def test_refuses_statistics_that_do_not_fit(products, tmp_path, build):
    given, _, _ = products
    prefix = "nf4_double.fp32_plain."
    broken = {key: tensor for key, tensor in given.items() if key.startswith(prefix)}
    broken[f"{prefix}weight.absmax"] = broken[f"{prefix}weight.absmax"][:-1].clone()
    save_file(broken, tmp_path / "in.safetensors")
    command = [build / "bin" / "parity_quantized", "read", tmp_path / "in.safetensors", tmp_path / "out.safetensors"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert f"{prefix}weight.absmax" in done.stderr and "1279 elements" in done.stderr and "1280" in done.stderr


# --- folders ---


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A model whose language layers bitsandbytes stored in 4 bits: (folder, its tensors, its config)."""
    folder = FAMILIES["qwen2_vl"].make(tmp_path_factory.mktemp("folder"), layers=2, tower_layers=1)
    tensors = load_file(folder / "model.safetensors")
    for name in [n for n, t in tensors.items() if n.startswith("model.layers.") and n.endswith("_proj.weight")]:
        stored = stored_by_bitsandbytes(tensors.pop(name), "nf4", True)
        tensors |= {name.removesuffix("weight") + key: tensor for key, tensor in stored.items()}
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}
    return folder, tensors, config


BROKEN = "model.layers.1.mlp.up_proj.weight"
STATE = f"{BROKEN}.quant_state.bitsandbytes__nf4"


def changed_state(stored, **changes):
    state = json.loads(bytes(stored.tolist())) | changes
    return torch.tensor(list(json.dumps(state).encode()), dtype=torch.uint8)


# What is changed in the folder, and what is said of it.
FOLDERS = {
    "whole": (lambda t, c: None, None),
    "8 bits in the config": (
        lambda t, c: c.update(quantization_config={"quant_method": "bitsandbytes", "load_in_8bit": True}),
        '"load_in_8bit" is true',
    ),
    "another program": (lambda t, c: c.update(quantization_config={"quant_method": "gptq", "bits": 4}), '"gptq"'),
    "absmax too short": (
        lambda t, c: t.update({f"{BROKEN}.absmax": t[f"{BROKEN}.absmax"][:-1].clone()}),
        f"tensor {BROKEN}.absmax: has ",
    ),
    "nested statistics cut": (
        lambda t, c: t.update({f"{BROKEN}.nested_quant_map": t[f"{BROKEN}.nested_quant_map"][:200].clone()}),
        f"tensor {BROKEN}.nested_quant_map: has 200 elements",
    ),
    "another block size": (
        lambda t, c: t.update({STATE: changed_state(t[STATE], blocksize=128)}),
        f"tensor {BROKEN}.absmax: has ",
    ),
    "another code": (lambda t, c: t.update({STATE: changed_state(t[STATE], quant_type="fp4")}), f"tensor {STATE}: "),
    "another shape": (
        lambda t, c: t.update({STATE: changed_state(t[STATE], shape=[64, 112])}),
        f"tensor {BROKEN} is quantised for another shape",
    ),
    "no state": (lambda t, c: t.pop(STATE), "quant_state"),
    "statistics that nobody knows": (
        lambda t, c: t.update({f"{BROKEN}.zeros": torch.zeros(4)}),
        f"{BROKEN}.zeros: nothing in the model has this name",
    ),
}  # fmt: skip


def test_folders_that_do_not_fit_are_told(folder, tmp_path, build):
    """By `model info`, without loading, and by what loads them; all in one process."""
    source, tensors, config = folder
    worker = subprocess.Popen(
        [build / "bin" / "atelier", "worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def answer(**request):
        worker.stdin.write(json.dumps(request, default=str) + "\n")
        worker.stdin.flush()
        return next(line for line in map(json.loads, worker.stdout) if "result" in line or "error" in line)

    for case, (change, saying) in FOLDERS.items():
        copied, changed = dict(tensors), dict(config)
        change(copied, changed)
        save_file(copied, source / "model.safetensors")
        (source / "config.json").write_text(json.dumps(changed))
        problems = answer(job="model_info", model=source)["result"]["problems"]
        loaded = answer(job="generate", model=source, prompt="What?", max_new_tokens=1, device="cpu")
        if saying is None:
            assert problems == [] and "result" in loaded, (case, problems, loaded)
            continue
        assert any(saying in problem for problem in problems), (case, problems)
        assert loaded["error"]["kind"] == "user", (case, loaded)
        assert saying.split(": nothing")[0] in json.dumps(loaded["error"], ensure_ascii=False).replace('\\"', '"'), (case, loaded)
    worker.stdin.close()
    worker.wait(20)
