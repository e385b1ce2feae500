"""What only Gemma 3 has: pan and scan, a window smaller than a picture, and configs that are refused."""

import json

import pytest
from families import FAMILIES
from harness import largest_difference, messages, picture, reference_logits, sample
from reference import load_model, load_processor
from safetensors.torch import load_file

TURNS = [("user", "<image>What is it?\n\n<image> And this?")]


@pytest.fixture
def folder(tmp_path):
    return FAMILIES["gemma3"].make(tmp_path / "model", seed=2)


def change(folder, file, **changes):
    path = folder / file
    values = json.loads(path.read_text())
    for key, value in changes.items():
        *inner, last = key.split("__")
        place = values
        for name in inner:
            place = place[name]
        place[last] = value
    path.write_text(json.dumps(values))


def test_pan_and_scan(atelier, folder, tmp_path):
    """Crops of long pictures, with the reference's words around them. The reference's processor takes it from the call
    alone, its image processor from the folder, too: Atelier does what the folder says."""
    options = {
        "do_pan_and_scan": True,
        "pan_and_scan_min_crop_size": 40,
        "pan_and_scan_max_num_crops": 3,
        "pan_and_scan_min_ratio_to_activate": 1.3,
    }
    change(folder, "preprocessor_config.json", **options)
    pictures = [picture(tmp_path, 300, 110, 1), picture(tmp_path, 120, 100, 2), picture(tmp_path, 90, 180, 3)]
    turns = [("user", "<image>" + TURNS[0][1])]
    out = tmp_path / "out.safetensors"
    atelier.ask("logits", model=folder, samples=[sample("s", pictures, turns)], out=out)
    [encoded] = atelier.ask("encode", model=folder, samples=[sample("s", pictures, turns)], options={}, prompt=True)
    processor = load_processor(folder)
    inputs = processor.apply_chat_template(
        [messages(pictures, turns)],
        tokenize=True,
        add_generation_prompt=True,
        return_dict=True,
        return_tensors="pt",
        processor_kwargs={"images_kwargs": options},
    )
    assert len(inputs["pixel_values"]) == (1 + 3) + 1 + (1 + 2)
    assert encoded["ids"] == inputs["input_ids"][0].tolist()
    difference = load_file(out)["logits"] - reference_logits(load_model(folder), inputs)[0]
    assert difference.abs().mean() < 0.02  # pixels of a crop differ by the rounding of the resampling


def test_the_window_shows(atelier, folder, tmp_path):
    """The test checkpoint would not do if a wider window gave the same."""
    images = [picture(tmp_path, 60, 90, 1), picture(tmp_path, 90, 60, 2)]
    logits = []
    for window in (9, 17, 100):
        change(folder, "config.json", text_config__sliding_window=window)
        out = tmp_path / "out.safetensors"
        atelier.ask("logits", model=folder, samples=[sample("s", images, TURNS)], out=out)
        logits.append(load_file(out)["logits"])
    assert largest_difference(logits[0], logits[1]) > 0.1
    assert largest_difference(logits[1], logits[2]) > 0.1


@pytest.mark.parametrize(
    ("file", "changes", "message"),
    [
        ("config.json", {"text_config__final_logit_softcapping": 30.0}, "final_logit_softcapping"),
        ("config.json", {"text_config__attn_logit_softcapping": 50.0}, "attn_logit_softcapping"),
        ("config.json", {"text_config__use_bidirectional_attention": True}, "use_bidirectional_attention"),
        ("config.json", {"text_config__layer_types": ["full_attention"]}, "each of the 3 layers"),
        ("config.json", {"text_config__layer_types": ["full_attention", "chunked", "full_attention"]}, "chunked"),
        ("config.json", {"text_config__sliding_window": 0}, "sliding_window"),
        ("config.json", {"text_config__sliding_window_pattern": 0}, "sliding_window_pattern"),
        ("config.json", {"text_config__query_pre_attn_scalar": 0}, "query_pre_attn_scalar"),
        ("config.json", {"text_config__rope_parameters": {"rope_theta": 1e4}}, "each type of layer"),
        ("config.json", {"vision_config__vision_use_head": True}, "vision_use_head"),
        ("config.json", {"image_token_index": 640}, "image tokens are 640 for the model"),
        ("config.json", {"mm_tokens_per_image": 15}, "mm_tokens_per_image"),
        ("config.json", {"mm_tokens_per_image": 4}, "image_seq_length"),
        ("preprocessor_config.json", {"image_seq_length": 4}, "image_seq_length"),
        ("preprocessor_config.json", {"size": {"height": 56, "width": 56}}, "112 x 112"),
        ("preprocessor_config.json", {"size": {"shortest_edge": 56}}, "height"),
        ("preprocessor_config.json", {"do_resize": False}, "do_resize"),
    ],
)
def test_what_does_not_fit_is_refused(atelier, folder, tmp_path, file, changes, message):
    change(folder, file, **changes)
    images = [picture(tmp_path, 30, 30, 1)]
    said = atelier.job("logits", fails=True, model=folder, prompt="x", images=images, out=tmp_path / "out.safetensors")
    assert message in said and len(said.strip().splitlines()) == 1, said
