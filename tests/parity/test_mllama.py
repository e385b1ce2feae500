"""What only Llama 3.2 Vision has: layers that attend to pictures, and texts without one that skip them."""

import json

import pytest
import torch
from families import FAMILIES
from harness import largest_difference, messages, picture, processed, reference_logits, sample
from reference import Reference, load_model
from safetensors.torch import load_file

TOLERANCE = 1e-4
STEPS = 12


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Of one to four tiles, with extreme sides."""
    folder = tmp_path_factory.mktemp("pictures")
    return [picture(folder, width, height, seed) for seed, (width, height) in enumerate([(20, 22), (70, 30), (60, 61), (5, 300), (900, 8)])]


def test_who_sees_which_picture(atelier, made, pictures, tmp_path):
    """Pictures side by side, apart, at the end, and in front of all text."""
    family = made("mllama")
    for text, count in [
        ("<image><image>and<image>?", 3),
        ("See <image> and <image><image> or <image>", 4),
        ("<image>", 1),
        ("x<image>y<image>z<image>a<image>b<image>c", 5),
    ]:
        inputs = processed(family.processor, [messages(pictures[-count:], [("user", text)])])
        expected = reference_logits(family.model, inputs)
        assert largest_difference(atelier.logits_of_inputs(family.folder, inputs, tmp_path), expected) < TOLERANCE
        # It shows: with all pictures for every token it is another result.
        everything = inputs | {"cross_attention_mask": torch.ones_like(inputs["cross_attention_mask"])}
        assert largest_difference(reference_logits(family.model, everything), expected) > 0.05


def test_cross_layers_show(made, pictures):
    """The gates of the test checkpoint are open, and the tower's parts have a part in the result."""
    family = made("mllama")
    inputs = processed(family.processor, [messages(pictures[1:3], [("user", "<image>or<image>?")])])
    expected = reference_logits(family.model, inputs)
    for end in ("cross_attn_attn_gate", "cross_attn_mlp_gate", "gate_attn", "gate_ffn", "positional_embedding.gate", "k_norm.weight"):
        model = load_model(family.folder)
        for name, parameter in model.named_parameters():
            if name.endswith(end):
                parameter.data.zero_()
        assert largest_difference(reference_logits(model, inputs), expected) > 0.01, end


def test_answers_in_a_batch(atelier, made, pictures):
    """Keys and values of pictures stay in the cache; sequences with and without pictures go on side by side."""
    family = made("mllama", seed=11)
    family.model.generation_config.eos_token_id = None
    prompts = [
        (pictures[:1], "<image>Describe this."),
        ([], "What is 12 + 30?"),
        (pictures[:4], "<image><image>Compare <image> with <image> please."),
        (pictures[4:], "Behind: <image>"),
    ]
    samples = [sample(text, images, [("user", text)]) for images, text in prompts]
    [ours] = atelier.ask("generate", model=family.folder, samples=samples, options=[{"max_new_tokens": STEPS}])
    for tokens, (images, text) in zip(ours, prompts):
        inputs = processed(family.processor, [messages(images, [("user", text)])])
        with torch.no_grad():
            out = family.model.generate(**inputs, max_new_tokens=STEPS, do_sample=False, pad_token_id=0)
        assert tokens == out[0, inputs["input_ids"].shape[1] :].tolist(), text


def test_a_base_model_without_a_chat_template(atelier, pictures, tmp_path):
    folder = FAMILIES["mllama"].make(tmp_path / "model")
    (folder / "chat_template.json").unlink()
    made = Reference(folder)
    out = tmp_path / "out.safetensors"
    atelier.job("logits", model=folder, prompt="If I had to write a haiku", images=pictures[:2], dtype="fp32", out=out)
    ours = load_file(out)
    images = [part["image"] for part in messages(pictures[:2], [("user", "<image><image>")])[0]["content"]]
    inputs = made.processor.inner(images=[images], text=["<|image|><|image|>If I had to write a haiku"], return_tensors="pt", add_special_tokens=False)
    assert ours["input_ids"].tolist() == inputs["input_ids"].tolist()
    same = {"pixel_values": ours["pixel_values"].reshape(inputs["pixel_values"].shape)}
    assert ours["aspect_ratio_ids"].flatten().tolist() == inputs["aspect_ratio_ids"].flatten().tolist()
    assert ours["aspect_ratio_mask"].flatten().tolist() == inputs["aspect_ratio_mask"].flatten().tolist()
    assert largest_difference(ours["logits"], reference_logits(made.model, dict(inputs) | same)) < TOLERANCE


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        ("config.json", {"text_config__cross_attention_layers": "all"}, "cross_attention_layers"),
        ("config.json", {"text_config__num_attention_heads": 6}, "num_attention_heads"),
        ("config.json", {"vision_config__max_num_tiles": 3}, "max_num_tiles"),
        ("config.json", {"vision_config__intermediate_layers_indices": [9]}, "intermediate_layers_indices"),
        ("config.json", {"vision_config__vision_output_dim": 48}, "vision_output_dim"),
        ("config.json", {"vision_config__image_size": [28, 56]}, "image_size"),
        ("preprocessor_config.json", {"max_image_tiles": 2}, "max_image_tiles"),
        ("preprocessor_config.json", {"size": {"height": 14, "width": 14}}, "28 x 28"),
        ("preprocessor_config.json", {"size": {"height": 28, "width": 56}}, "square"),
        ("preprocessor_config.json", {"do_pad": False}, "do_pad"),
    ],
)
def test_what_does_not_fit_is_refused(atelier, tmp_path, file, changes, message):
    folder = FAMILIES["mllama"].make(tmp_path / "model")
    path = folder / file
    values = json.loads(path.read_text())
    for key, value in changes.items():
        *inner, last = key.split("__")
        place = values
        for name in inner:
            place = place[name]
        place[last] = value
    path.write_text(json.dumps(values))
    images = [picture(tmp_path, 30, 30, 1)]
    said = atelier.job("logits", fails=True, model=folder, prompt="x", images=images, out=tmp_path / "out.safetensors")
    assert message in said and len(said.strip().splitlines()) == 1, said


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda inputs: inputs["aspect_ratio_ids"].fill_(0), "1 image tokens"),
        (lambda inputs: inputs["aspect_ratio_ids"].fill_(99), "aspect_ratio_ids"),
        (lambda inputs: inputs["aspect_ratio_mask"].fill_(0), "aspect_ratio_mask"),
        (lambda inputs: inputs.pop("aspect_ratio_ids"), "aspect_ratio_ids"),
        (lambda inputs: inputs.update(pixel_values=inputs["pixel_values"][:, :, :2]), "4 tiles"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(atelier, made, pictures, tmp_path, change, message):
    from safetensors.torch import save_file

    family = made("mllama")
    inputs = processed(family.processor, [messages(pictures[:1], [("user", "<image>x")])])
    inputs = {name: value.clone().contiguous() for name, value in inputs.items() if name != "cross_attention_mask"}
    change(inputs)
    inputs = {name: value.contiguous() for name, value in inputs.items()}
    save_file(inputs, tmp_path / "inputs.safetensors")
    said = atelier.job("logits", fails=True, model=family.folder, inputs=tmp_path / "inputs.safetensors", out=tmp_path / "out.safetensors")
    assert message in said, said
