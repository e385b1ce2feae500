"""What InstructBLIP alone has: a Q-Former that reads the prompt, and folders that cannot be taken."""

import json
import shutil

import pytest
from families import FAMILIES
from harness import largest_difference, messages, picture, processed, reference_logits
from reference import load_model, load_processor
from safetensors.torch import load_file

TOLERANCE = 1e-4


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    return [picture(tmp_path_factory.mktemp("pictures"), 60, 90, 1)]


def test_the_qformer_reads_the_prompt(atelier, pictures, tmp_path):
    """The same image and the same tokens for the language model: other words for the Q-Former are other features."""
    folder = FAMILIES["instructblip"].make(tmp_path / "model", seed=4)
    processor, model = load_processor(folder), load_model(folder)
    asked, other = (
        processed(processor, [messages(pictures[:1], [("user", "<image>" + text)])])
        for text in ("What is the total?", "Which colour, and where is the shop?")
    )
    changed = asked | {name: other[name] for name in ("qformer_input_ids", "qformer_attention_mask")}
    logits = [atelier.logits_of_inputs(folder, inputs, tmp_path) for inputs in (asked, changed)]
    for ours, inputs in zip(logits, (asked, changed)):
        assert largest_difference(ours, reference_logits(model, inputs)) < TOLERANCE
    assert (logits[0] - logits[1]).abs().max().item() > 0.05
    # Our own reading of a prompt is the processor's, of each turn with an image as well.
    out = tmp_path / "out.safetensors"
    for text in ("What is the total?", "Überraschung, 日本語 don't!  "):
        atelier.job("logits", model=folder, prompt=text, images=pictures, out=out)
        inner = processor.inner(images=messages(pictures[:1], [("user", "<image>")])[0]["content"][0]["image"], text=text.strip())
        ours = load_file(out)
        for name in ("input_ids", "qformer_input_ids", "qformer_attention_mask"):
            assert ours[name].tolist() == inner[name], name


def refusal(atelier, folder, tmp_path) -> str:
    out = tmp_path / "out.safetensors"
    return atelier.job("logits", fails=True, model=folder, prompt="x", out=out)


def rewritten(folder, name, change):
    content = json.loads((folder / name).read_text())
    change(content)
    (folder / name).write_text(json.dumps(content))


def test_what_instructblip_cannot_take_is_named(atelier, pictures, tmp_path):
    def fresh(name):
        return FAMILIES["instructblip"].make(tmp_path / name)

    folder = fresh("t5")
    rewritten(folder, "config.json", lambda c: c["text_config"].update(model_type="t5", is_encoder_decoder=True))
    message = refusal(atelier, folder, tmp_path)
    assert "t5" in message and "decoder" in message and "Vicuna" in message
    folder = fresh("opt")
    rewritten(folder, "config.json", lambda c: c["text_config"].update(model_type="opt"))
    message = refusal(atelier, folder, tmp_path)
    assert '"opt"' in message and "llama" in message
    folder = fresh("old")
    rewritten(folder, "config.json", lambda c: c.pop("image_token_index"))
    assert "image_token_index" in refusal(atelier, folder, tmp_path)
    with pytest.raises(Exception):  # noqa: B017 - the reference has no name for it
        inputs = processed(load_processor(folder), [messages(pictures[:1], [("user", "<image>x")])])
        assert reference_logits(load_model(folder), inputs) is None
    folder = fresh("queries")
    rewritten(folder, "processor_config.json", lambda c: c.update(num_query_tokens=7))
    assert "num_query_tokens" in refusal(atelier, folder, tmp_path)
    folder = fresh("reader")
    shutil.rmtree(folder / "qformer_tokenizer")
    assert "qformer_tokenizer" in refusal(atelier, folder, tmp_path)
    folder = fresh("long")
    out = tmp_path / "out.safetensors"
    message = atelier.job("logits", fails=True, model=folder, prompt="total " * 600, images=pictures, out=out)
    assert "tokens for the Q-Former, which reads 512" in message
