"""Decoding against transformers' generate: greedy token for token, sampling by its probabilities."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from checkpoint_files import write_json
from families import FAMILIES
from harness import messages, picture, processed, sample
from reference import Reference
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[2]
STEPS = 16


class Family:
    def __init__(self, made):
        self.folder, self.processor, self.model = made.folder, made.processor, made.model
        self.answers = {}  # what the reference answered, by prompt and options


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, made):
    return Family(made(request.param, seed=11))


@pytest.fixture(scope="module")
def prompts(tmp_path_factory):
    # 56 x 56 and 84 x 140: sizes at which both sides' pixels are equal bit by bit would be luck; greedy ties are not
    folder = tmp_path_factory.mktemp("pictures")
    pictures = [picture(folder, 56, 84, 1), picture(folder, 140, 84, 2), picture(folder, 90, 61, 3)]
    return {
        "text": ([], [("user", "What is 12 + 30?")]),
        "long": ([], [("system", "Be brief."), ("user", "Tell me a story about a receipt, " * 6)]),
        "image": (pictures[:1], [("user", "<image>Describe this.")]),
        "images": (pictures, [("user", "<image><image>Compare with <image> please.")]),
        "turns": (pictures[:2], [("user", "<image>What?"), ("assistant", "A cat."), ("user", "<image>And this?")]),
    }


def expected_tokens(family, prompt, **options) -> list[int]:
    key = str((prompt, options, family.model.generation_config.eos_token_id))
    if key not in family.answers:
        family.answers[key] = reference_tokens(family, prompt, **options)
    return family.answers[key]


def reference_tokens(family, prompt, **options) -> list[int]:
    inputs = processed(family.processor, [messages(*prompt)])
    ends = options.pop("end_tokens", [])
    with torch.no_grad():
        out = family.model.generate(
            **inputs, max_new_tokens=STEPS, do_sample=False, eos_token_id=ends or None, pad_token_id=0, **options
        )
    tokens = out[0, inputs["input_ids"].shape[1] :].tolist()
    return tokens[:-1] if ends and tokens[-1] in ends else tokens


@pytest.mark.parametrize("penalty", [1.0, 1.3])
def test_greedy_equals_the_reference(atelier, family, prompts, penalty):
    family.model.generation_config.eos_token_id = None
    for name, prompt in prompts.items():
        options = {"max_new_tokens": STEPS, "repetition_penalty": penalty}
        [[ours]] = atelier.ask("generate", model=family.folder, samples=[sample(name, *prompt)], options=[options])
        assert ours == expected_tokens(family, prompt, repetition_penalty=penalty), name


def test_a_batch_equals_its_prompts_alone(atelier, family, prompts):
    samples = [sample(name, *prompt) for name, prompt in prompts.items()]
    options = [{"max_new_tokens": STEPS}, {"max_new_tokens": STEPS, "sample": True, "seed": 5, "temperature": 0.7}]
    together = atelier.ask("generate", model=family.folder, samples=samples, options=options)
    family.model.generation_config.eos_token_id = None
    for i, prompt in enumerate(prompts.values()):
        assert together[0][i] == expected_tokens(family, prompt)
    assert together[0] != together[1]


def test_sequences_that_end_leave_the_batch(atelier, family, prompts):
    """End tokens chosen so that the sequences stop at different steps."""
    family.model.generation_config.eos_token_id = None
    plain = [expected_tokens(family, prompt) for prompt in prompts.values()]
    ends = [plain[0][4], plain[2][9]]
    samples = [sample(name, *prompt) for name, prompt in prompts.items()]
    options = {"max_new_tokens": STEPS, "end_tokens": ends}
    [ours] = atelier.ask("generate", model=family.folder, samples=samples, options=[options])
    cut = []
    for tokens in plain:
        stop = next((i for i, token in enumerate(tokens) if token in ends), len(tokens))
        cut.append(tokens[:stop])
    assert len(set(map(len, cut))) > 1
    assert ours == cut
    for prompt, tokens in zip(prompts.values(), ours):
        assert tokens == expected_tokens(family, prompt, end_tokens=ends)


def test_an_image_token_as_an_answer_is_a_word(atelier, family, prompts, tmp_path):
    """Untrained models say it; the head's rows are swapped so that these do."""
    family.model.generation_config.eos_token_id = None
    said = expected_tokens(family, prompts["image"])[1]
    image = family.model.config.image_token_id
    if image >= family.model.config.get_text_config().vocab_size:
        return  # it has no logit
    folder = tmp_path / "swapped"
    shutil.copytree(family.folder, folder, ignore=shutil.ignore_patterns("*.safetensors"))
    weights = load_file(family.folder / "model.safetensors")
    [head] = [key for key in weights if key.endswith("lm_head.weight")]
    weights[head] = weights[head].clone()
    weights[head][[said, image]] = weights[head][[image, said]]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    swapped = Family(Reference(folder))
    swapped.model.generation_config.eos_token_id = None
    expected = expected_tokens(swapped, prompts["image"])
    assert image in expected[:-1]
    [[ours]] = atelier.ask(
        "generate", model=folder, samples=[sample("image", *prompts["image"])], options=[{"max_new_tokens": STEPS}]
    )
    assert ours == expected


def test_a_prompt_that_fills_the_positions_is_refused(atelier, family, prompts, tmp_path):
    folder = tmp_path / "short"
    shutil.copytree(family.folder, folder)
    config = json.loads((folder / "config.json").read_text())
    language = config if "max_position_embeddings" in config else config["text_config"]
    language["max_position_embeddings"] = 64
    write_json(folder / "config.json", config)
    _, turns = prompts["text"]
    message = atelier.job("generate", fails=True, model=folder, prompt=turns[0][1] * 20)
    assert "tokens, the model takes fewer than" in message


def test_same_seed_same_text(atelier, family, prompts):
    one = {"max_new_tokens": STEPS, "sample": True, "seed": 7, "temperature": 1.2, "top_k": 50, "top_p": 0.95}
    samples = [sample("image", *prompts["image"])]
    first, again, other = atelier.ask(
        "generate", model=family.folder, samples=samples, options=[one, one, one | {"seed": 8}]
    )
    assert first == again
    assert first != other


def test_generate_command(atelier, family, prompts):
    images, turns = prompts["image"]
    text = turns[0][1].replace("<image>", "")
    answer = json.loads(
        atelier.command(
            "generate", "--model", family.folder, "--prompt", text, "--image", images[0], "--max-new-tokens", 8,
            "--dtype", "fp32", "--json",
        )  # fmt: skip
    )
    ends = family.model.generation_config.eos_token_id
    ends = json.loads((family.folder / "generation_config.json").read_text())["eos_token_id"] if ends is None else ends
    expected = expected_tokens(family, prompts["image"], end_tokens=ends if isinstance(ends, list) else [ends])[:8]
    assert answer["tokens"] == expected
    assert answer["text"] == family.processor.tokenizer.decode(expected, skip_special_tokens=True)


# ------------------------------------------------------------------------------------------------------- sampling

OPTIONS = [
    {},
    {"temperature": 0.5},
    {"temperature": 1.7},
    {"top_k": 5},
    {"top_p": 0.6},
    {"top_k": 7, "top_p": 0.8, "temperature": 1.3},
    {"repetition_penalty": 1.5},
    {"repetition_penalty": 0.8, "top_p": 0.9, "temperature": 0.8},
    {"top_p": 0.01},
    {"top_k": 1},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda o: "-".join(f"{k}={v}" for k, v in o.items()) or "plain")
@pytest.mark.parametrize("ties", [False, True])
def test_sampling_follows_the_reference(atelier, options, ties):
    from transformers import (
        LogitsProcessorList,
        RepetitionPenaltyLogitsProcessor,
        TemperatureLogitsWarper,
        TopKLogitsWarper,
        TopPLogitsWarper,
    )

    logits = torch.randn(40, generator=torch.Generator().manual_seed(2)) * 2
    if ties:
        logits = (logits * 2).round() / 2
    seen = [3, 3, 9, 17, 22]
    steps = LogitsProcessorList()
    if "repetition_penalty" in options:
        steps.append(RepetitionPenaltyLogitsProcessor(options["repetition_penalty"]))
    if "temperature" in options:
        steps.append(TemperatureLogitsWarper(options["temperature"]))
    if "top_k" in options:
        steps.append(TopKLogitsWarper(options["top_k"]))
    if "top_p" in options:
        steps.append(TopPLogitsWarper(options["top_p"]))
    expected = torch.softmax(steps(torch.tensor([seen]), logits[None].clone())[0], -1)

    draws = 20000
    answer = atelier.ask(
        "sample", logits=logits.tolist(), seen=seen, options=options | {"sample": True, "seed": 1}, draws=draws
    )
    counts = np.array(answer["counts"])
    if "repetition_penalty" not in options:  # it is applied before probabilities()
        ours = torch.tensor(answer["probabilities"])
        if ties:  # which of equal tokens is cut is free: compare what is kept by its size
            ours, wanted = ours.sort().values, expected.sort().values
        else:
            wanted = expected
        assert torch.allclose(ours, wanted, atol=1e-6)
    if not ties:
        assert counts[expected.numpy() == 0].sum() == 0
        kept = expected.numpy() > 0
        chi = ((counts[kept] - draws * expected.numpy()[kept]) ** 2 / (draws * expected.numpy()[kept])).sum()
        freedom = kept.sum() - 1
        assert chi <= freedom + 6 * (2 * freedom) ** 0.5 + 6


def test_the_starter_model_reads_as_in_transformers(atelier, tmp_path):
    lines = tmp_path / "lines"
    lengths = ["--min-characters", 6, "--max-characters", 16]
    atelier.command("data", "generate", "lines", "--count", 6, "--seed", 77, *lengths, "--out", lines)
    starter = Family(Reference(ROOT / "resources" / "starter" / "model"))
    starter.model.generation_config.eos_token_id = None
    tokenizer = starter.processor.tokenizer
    right = 0
    for row in json.loads((lines / "lines.json").read_text()):
        question, answer = (message["content"] for message in row["messages"])
        prompt = ([lines / row["images"][0]], [("user", question)])
        [[ours]] = atelier.ask("generate", model=starter.folder, samples=[sample("line", *prompt)], options=[{"max_new_tokens": STEPS}])
        assert ours == expected_tokens(starter, prompt), answer
        right += tokenizer.decode(ours).split("<|im_end|>")[0] == answer
    assert right >= 4
