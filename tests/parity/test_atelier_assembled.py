"""Assembled models against blocks of transformers (or plain torch) put together here; their stages; what does not fit."""

import copy
import json
import shutil

import numpy as np
import pytest
import torch
from checkpoint_files import CLIP_MEAN, CLIP_STD, randomize, write_json
from harness import largest_difference, picture, sample
from PIL import Image
from safetensors.torch import load_file, save_file
from tokenizer_files import write_llama_tokenizer, write_qwen_tokenizer
from training_project import Project

TOLERANCE = 1e-4
SIDE, PATCH = 56, 14  # 4 x 4 patches
HIDDEN = 64


# ---- folders of parts, as they are downloaded


def clip_processor(folder, kind="CLIPImageProcessor"):
    write_json(
        folder / "preprocessor_config.json",
        {
            "crop_size": {"height": SIDE, "width": SIDE},
            "do_center_crop": True,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "image_processor_type": kind,
            "resample": 3,
            "size": {"shortest_edge": SIDE},
        },
    )


def clip(folder, whole=False, width=48):
    """`whole`: CLIP with its text tower, as openai's folders are; else the tower alone."""
    from transformers import CLIPConfig, CLIPModel, CLIPVisionConfig, CLIPVisionModel

    vision = dict(
        hidden_size=width, intermediate_size=96, num_hidden_layers=3, num_attention_heads=4, image_size=SIDE, patch_size=PATCH,
        projection_dim=32,
    )  # fmt: skip
    if whole:
        text = dict(hidden_size=32, intermediate_size=48, num_hidden_layers=1, num_attention_heads=2, vocab_size=99)
        model = CLIPModel(CLIPConfig(vision_config=vision, text_config=text, projection_dim=32))
    else:
        model = CLIPVisionModel(CLIPVisionConfig(**vision))
    randomize(model, 1, {"logit_scale": lambda noise: noise})
    model.save_pretrained(folder)
    clip_processor(folder)
    return model.eval()


def siglip(folder):
    from transformers import SiglipVisionConfig, SiglipVisionModel

    model = SiglipVisionModel(
        SiglipVisionConfig(
            hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, image_size=SIDE, patch_size=PATCH
        )
    )
    randomize(model, 2)
    model.save_pretrained(folder)
    size = {"height": SIDE, "width": SIDE}
    write_json(
        folder / "preprocessor_config.json",
        {"image_processor_type": "SiglipImageProcessor", "size": size, "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "resample": 3},
    )
    return model.eval()


def qwen2_vl(folder):
    from families import FAMILIES
    from transformers import AutoModelForImageTextToText

    FAMILIES["qwen2_vl"].make(folder)
    return AutoModelForImageTextToText.from_pretrained(folder, dtype=torch.float32).eval()


def llama(folder, kind="llama"):
    """A language model alone, with a tokenizer that has "<image>"."""
    from transformers import (
        GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config,
        Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM, Gemma2Config, Gemma2ForCausalLM, Gemma3TextConfig, Gemma3ForCausalLM,
        GemmaConfig, GemmaForCausalLM,
    )  # fmt: skip

    folder.mkdir(parents=True)
    if kind in ("qwen2", "qwen3"):
        write_qwen_tokenizer(folder, False, 600)
        (folder / "preprocessor_config.json").unlink(missing_ok=True)
    else:
        write_llama_tokenizer(folder, False, 632, False)
    sizes = dict(
        vocab_size=640, hidden_size=HIDDEN, intermediate_size=112, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=512,
    )  # fmt: skip
    makers = {
        "llama": lambda: LlamaForCausalLM(LlamaConfig(**sizes)),
        "mistral": lambda: MistralForCausalLM(MistralConfig(**sizes, sliding_window=9)),
        "qwen2": lambda: Qwen2ForCausalLM(Qwen2Config(**sizes)),
        "qwen3": lambda: Qwen3ForCausalLM(Qwen3Config(**sizes, head_dim=16, tie_word_embeddings=True)),
        "gemma": lambda: GemmaForCausalLM(GemmaConfig(**sizes, head_dim=16)),
        "gemma2": lambda: Gemma2ForCausalLM(
            Gemma2Config(**sizes, head_dim=16, sliding_window=9, query_pre_attn_scalar=16, final_logit_softcapping=20.0)
        ),
        "gemma3_text": lambda: Gemma3ForCausalLM(
            Gemma3TextConfig(**sizes, head_dim=16, sliding_window=9, query_pre_attn_scalar=16)
        ),
        "gpt2": lambda: GPT2LMHeadModel(GPT2Config(vocab_size=640, n_embd=HIDDEN, n_layer=2, n_head=4, n_positions=512)),
    }
    model = makers[kind]()
    randomize(model, 3, {"wpe.weight": lambda noise: 0.3 * noise, "wte.weight": lambda noise: 0.3 * noise})
    model.save_pretrained(folder)
    return model.eval()


def described(tmp_path, text):
    path = tmp_path / "description.yaml"
    path.write_text(text)
    return path


def assembled(atelier, tmp_path, text, fails=False):
    file = described(tmp_path, text)
    out = tmp_path / "assembled"
    result = atelier.job("assemble_model", fails=fails, description=text, source=file, out=out)
    return result if fails else out


# ---- the reference: blocks that the test puts together


def own(folder, prefix):
    """Weights of the assembled folder behind `prefix`."""
    tensors = load_file(folder / "model.safetensors")
    return {name[len(prefix) :]: value for name, value in tensors.items() if name.startswith(prefix)}


def linear(folder, prefix):
    weights = own(folder, prefix)
    return lambda x: torch.nn.functional.linear(x, weights["weight"], weights.get("bias"))


def composed(folder, language, features, ids, token):
    """Logits of the language model over embeddings in which `features` stand in place of `token`."""
    config = json.loads((folder / "config.json").read_text())
    model = copy.deepcopy(language)
    rows = model.get_input_embeddings().weight.shape[0]
    wanted = config["text_config"]["vocab_size"]
    if wanted > rows:  # what the assembly added
        head, embeddings = own(folder, "lm_head."), own(folder, "model.language_model.embed_tokens.")
        model.resize_token_embeddings(wanted, mean_resizing=False)
        model.get_input_embeddings().weight.data.copy_(embeddings["weight"])
        if head:
            model.get_output_embeddings().weight.data.copy_(head["weight"])
    with torch.no_grad():
        embeddings = model.get_input_embeddings()(ids).clone()
        places = ids[0] == config[token]
        assert places.sum() == features.shape[0], (places.sum(), features.shape)
        embeddings[0, places] = features
        return model(inputs_embeds=embeddings, use_cache=False).logits


def inputs_with(folder, count, key="image_token_index", extra=None):
    """Random ids with `count` tokens of media in the middle."""
    config = json.loads((folder / "config.json").read_text())
    generator = torch.Generator().manual_seed(5)
    words = torch.randint(5, 500, (1, 12), generator=generator)
    media = torch.full((1, count), config[key])
    return {"input_ids": torch.cat([words[:, :4], media, words[:, 4:]], 1)} | (extra or {})


def compare(atelier, tmp_path, folder, language, features, inputs, key="image_token_index"):
    expected = composed(folder, language, features, inputs["input_ids"], key)
    actual = atelier.logits_of_inputs(folder, inputs, tmp_path)
    assert largest_difference(actual, expected) < TOLERANCE


def pixels(count=1, seed=0, channels=3):
    return torch.randn(count, channels, SIDE, SIDE, generator=torch.Generator().manual_seed(seed))


def hidden_of(tower, values, layer):
    with torch.no_grad():
        return tower(values, output_hidden_states=True).hidden_states[layer]


# ---- forward passes


@pytest.mark.parametrize("kind", ["llama", "mistral", "qwen2", "qwen3", "gemma", "gemma2", "gemma3_text", "gpt2"])
def test_every_language_model_behind_llavas_bridge(atelier, tmp_path, kind):
    tower, language = clip(tmp_path / "clip"), llama(tmp_path / "language", kind)
    folder = assembled(
        atelier, tmp_path, "preset: llava-1.5\nencoder: {model: clip}\nlanguage_model: {model: language}\n"
    )
    inputs = inputs_with(folder, 32, extra={"pixel_values": pixels(2)})
    seen = hidden_of(tower, inputs["pixel_values"], -2)[:, 1:].flatten(0, 1)
    first = linear(folder, "model.multi_modal_projector.linear_1.")
    second = linear(folder, "model.multi_modal_projector.linear_2.")
    compare(atelier, tmp_path, folder, language, second(torch.nn.functional.gelu(first(seen))), inputs)


def test_llava_with_a_whole_clip_and_a_token_of_its_own(atelier, tmp_path):
    whole, language = clip(tmp_path / "clip", whole=True), llama(tmp_path / "language")
    folder = assembled(
        atelier,
        tmp_path,
        'preset: llava\nencoder: {model: clip, features: all}\nlanguage_model: {model: language}\nimage_token: "<picture>"\n',
    )
    config = json.loads((folder / "config.json").read_text())
    assert config["image_token"] == "<picture>"
    inputs = inputs_with(folder, 17, extra={"pixel_values": pixels()})
    with torch.no_grad():
        seen = whole.vision_model(inputs["pixel_values"], output_hidden_states=True).hidden_states[-2].flatten(0, 1)
    compare(atelier, tmp_path, folder, language, linear(folder, "model.multi_modal_projector.linear.")(seen), inputs)


def test_the_text_of_llava(atelier, tmp_path):
    """Tokens of the published prompt, with as many of the image as the bridge leaves."""
    from transformers import AutoTokenizer

    clip(tmp_path / "clip")
    llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, "preset: llava\nencoder: {model: clip}\nlanguage_model: {model: language}\n")
    out = tmp_path / "out.safetensors"
    atelier.job("logits", model=folder, prompt="What is shown?", images=[picture(tmp_path, SIDE, SIDE, 1)], out=out)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    prompt = (
        "A chat between a curious human and an artificial intelligence assistant. The assistant gives helpful, detailed, "
        "and polite answers to the human's questions. USER: " + "<image>" * 16 + "\nWhat is shown? ASSISTANT:"
    )
    assert load_file(out)["input_ids"][0].tolist() == tokenizer(prompt).input_ids


@pytest.mark.parametrize("normed", [False, True])
def test_siglip_with_pixel_shuffle(atelier, tmp_path, normed):
    tower, language = siglip(tmp_path / "siglip"), llama(tmp_path / "language")
    text = (
        f"encoder: {{model: siglip, normed: {str(normed).lower()}}}\nbridge: {{kind: pixel_shuffle}}\n"
        "language_model: {model: language}\nchat_template: llava\n"
    )
    folder = assembled(atelier, tmp_path, text)
    inputs = inputs_with(folder, 4, extra={"pixel_values": pixels()})
    with torch.no_grad():
        seen = tower(inputs["pixel_values"], output_hidden_states=True)
        seen = seen.last_hidden_state if normed else seen.hidden_states[-1]
    seen = seen.view(1, 2, 2, 2, 2, -1).permute(0, 1, 3, 2, 4, 5).reshape(4, -1)
    norm = own(folder, "model.multi_modal_projector.layer_norm.")
    seen = torch.nn.functional.layer_norm(seen, seen.shape[-1:], norm["weight"], norm["bias"], 1e-5)
    first = linear(folder, "model.multi_modal_projector.linear_1.")
    second = linear(folder, "model.multi_modal_projector.linear_2.")
    compare(atelier, tmp_path, folder, language, second(torch.nn.functional.gelu(first(seen))), inputs)


def test_the_tower_of_qwen2_vl_with_a_merger(atelier, tmp_path):
    whole, language = qwen2_vl(tmp_path / "qwen"), llama(tmp_path / "language")
    text = (
        "encoder: {model: qwen}\nbridge: {kind: patch_merger}\nlanguage_model: {model: language}\nchat_template: llava\n"
    )
    folder = assembled(atelier, tmp_path, text)
    width = whole.config.vision_config.embed_dim
    patch = whole.config.vision_config.patch_size
    grid = torch.tensor([[1, 6, 4]])
    values = torch.randn(24, 3 * 2 * patch * patch, generator=torch.Generator().manual_seed(1))
    inputs = inputs_with(folder, 6, extra={"pixel_values": values, "image_grid_thw": grid})
    # transformers' tower runs its own merger: ours takes its place.
    tower = copy.deepcopy(whole.model.visual)
    merger = copy.deepcopy(tower.merger)
    prefix = "model.multi_modal_projector."
    merger.ln_q.load_state_dict(own(folder, prefix + "ln_q."))
    merger.mlp[0].load_state_dict(own(folder, prefix + "mlp.0."))
    merger.mlp[2] = torch.nn.Linear(4 * width, HIDDEN)
    merger.mlp[2].load_state_dict(own(folder, prefix + "mlp.2."))
    tower.merger = merger
    with torch.no_grad():
        seen = tower(values, grid_thw=grid)
        seen = seen if isinstance(seen, torch.Tensor) else seen.pooler_output
    compare(atelier, tmp_path, folder, language, seen, inputs)


def blip2(folder):
    """BLIP-2's vision transformer and Q-Former, with a language model that nobody takes."""
    from transformers import Blip2Config, Blip2ForConditionalGeneration, Blip2QFormerConfig, Blip2VisionConfig, OPTConfig

    config = Blip2Config(
        vision_config=Blip2VisionConfig(
            hidden_size=48, intermediate_size=96, num_hidden_layers=2, num_attention_heads=4, image_size=SIDE, patch_size=PATCH
        ).to_dict(),
        qformer_config=Blip2QFormerConfig(
            hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=4, encoder_hidden_size=48,
            vocab_size=50, max_position_embeddings=20,
        ).to_dict(),
        text_config=OPTConfig(
            vocab_size=60, hidden_size=16, word_embed_proj_dim=16, ffn_dim=20, num_hidden_layers=1, num_attention_heads=2
        ).to_dict(),
        num_query_tokens=5,
    )  # fmt: skip
    model = Blip2ForConditionalGeneration(config)
    randomize(model, 4)
    model.save_pretrained(folder)
    write_json(
        folder / "preprocessor_config.json",
        {"image_processor_type": "BlipImageProcessor", "size": {"height": SIDE, "width": SIDE}, "image_mean": CLIP_MEAN, "image_std": CLIP_STD},
    )
    return model.eval()


MINIGPT4 = (
    "preset: minigpt-4\nencoder: {model: blip}\nbridge: [{kind: qformer, weights: blip}, {kind: linear}]\n"
    "language_model: {model: language}\n"
)


def test_minigpt4(atelier, tmp_path):
    blip, language = blip2(tmp_path / "blip"), llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, MINIGPT4)
    inputs = inputs_with(folder, 10, extra={"pixel_values": pixels(2)})
    with torch.no_grad():
        seen = blip.vision_model(inputs["pixel_values"]).last_hidden_state
        asked = blip.qformer(query_embeds=blip.query_tokens.expand(2, -1, -1), encoder_hidden_states=seen).last_hidden_state
    features = linear(folder, "model.multi_modal_projector.linear.")(asked.flatten(0, 1))
    compare(atelier, tmp_path, folder, language, features, inputs)
    # "###Human: <Img>…</Img> question ###Assistant:"
    from transformers import AutoTokenizer

    out = tmp_path / "out.safetensors"
    atelier.job("logits", model=folder, prompt="Describe it.", images=[picture(tmp_path, 60, 90, 1)], out=out)
    prompt = "###Human: <Img>" + "<image>" * 5 + "</Img> Describe it. ###Assistant:"
    assert load_file(out)["input_ids"][0].tolist() == AutoTokenizer.from_pretrained(folder)(prompt).input_ids


VIDEO = (
    "preset: video-chatgpt\nencoder: {model: clip}\nlanguage_model: {model: language}\nframes: 4\n"
    "bridge: [{kind: temporal_spatial_pooling, temporal_tokens: 6}, {kind: linear}]\n"
)


def test_video_chatgpt(atelier, tmp_path):
    tower, language = clip(tmp_path / "clip"), llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, VIDEO)
    frames = pixels(4)
    inputs = inputs_with(folder, 6 + 16, "video_token_index", {"pixel_values_videos": frames.unsqueeze(0)})
    seen = hidden_of(tower, frames, -2)[:, 1:]
    seen = torch.cat([seen.mean(1), torch.zeros(2, 48), seen.mean(0)])
    features = linear(folder, "model.multi_modal_projector.linear.")(seen)
    compare(atelier, tmp_path, folder, language, features, inputs, "video_token_index")
    # A picture is a video of one frame.
    inputs = inputs_with(folder, 6 + 16, extra={"pixel_values": frames[:1]})
    seen = hidden_of(tower, frames[:1], -2)[:, 1:]
    seen = torch.cat([seen.mean(1), torch.zeros(5, 48), seen.mean(0)])
    compare(atelier, tmp_path, folder, language, linear(folder, "model.multi_modal_projector.linear.")(seen), inputs)


def test_frames_of_a_video(atelier, tmp_path):
    """Which frames Video-ChatGPT takes, and the tokens around them; a video with fewer shows some again."""
    from transformers import AutoTokenizer

    tower, language = clip(tmp_path / "clip"), llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, VIDEO)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for count in (30, 3):
        files = [picture(tmp_path, SIDE, SIDE, 100 * count + i) for i in range(count)]
        asked = {"id": "s", "images": [], "videos": [{"frames": [str(file) for file in files], "fps": 10}], "turns": [["user", "<video>What happens?"]]}
        [ours] = atelier.ask("encode", model=folder, samples=[asked], options={}, prompt=True)
        system = (
            "You are Video-ChatGPT, a large vision-language assistant. You are able to understand the video content that the "
            "user provides, and assist the user with a variety of tasks using natural language. Follow the instructions "
            "carefully and explain your answers in detail based on the provided video."
        )
        prompt = f"{system} USER: What happens?\n<vid_start>{'<video>' * 22}<vid_end> ASSISTANT:"
        assert ours["ids"] == tokenizer(prompt).input_ids
        part = (count - 1) / 4
        chosen = [(round(part * i) + round(part * (i + 1))) // 2 for i in range(4)]  # get_seq_frames
        frames = torch.stack([torch.tensor(np.asarray(Image.open(files[i]))).permute(2, 0, 1) for i in chosen]) / 255
        frames = (frames - torch.tensor(CLIP_MEAN).view(3, 1, 1)) / torch.tensor(CLIP_STD).view(3, 1, 1)
        seen = hidden_of(tower, frames, -2)[:, 1:]
        seen = torch.cat([seen.mean(1), torch.zeros(2, 48), seen.mean(0)])
        features = linear(folder, "model.multi_modal_projector.linear.")(seen)
        expected = composed(folder, language, features, torch.tensor([ours["ids"]]), "video_token_index")
        out = tmp_path / "packed.safetensors"
        atelier.ask("logits", model=folder, samples=[asked], out=out)
        assert largest_difference(load_file(out)["logits"][None], expected) < TOLERANCE


def test_chatml_ends_answers_where_it_ends_turns(atelier, tmp_path):
    """Tokens that the tokenizer lacks, the template's own end, and GPT-2, whose folder names no special tokens."""
    from transformers import AutoTokenizer

    clip(tmp_path / "clip")
    llama(tmp_path / "language", "gpt2")
    path = tmp_path / "language" / "tokenizer_config.json"
    config = json.loads(path.read_text())
    write_json(path, {key: value for key, value in config.items() if key not in ("bos_token", "eos_token")})
    model = tmp_path / "language" / "config.json"
    write_json(model, json.loads(model.read_text()) | {"bos_token_id": 1, "eos_token_id": 2})
    (tmp_path / "language" / "generation_config.json").unlink(missing_ok=True)
    text = (
        "encoder: {model: clip}\nbridge: linear\nlanguage_model: {model: language}\nchat_template: chatml\n"
        'tokens: ["<|im_start|>", "<|im_end|>"]\n'
    )
    folder = assembled(atelier, tmp_path, text)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.eos_token == "</s>"
    end = tokenizer.convert_tokens_to_ids("<|im_end|>")
    assert json.loads((folder / "generation_config.json").read_text())["eos_token_id"] == [2, end]
    asked = sample("s", [picture(tmp_path, SIDE, SIDE, 1)], [("user", "<image>What?"), ("assistant", "A shop.")])
    [ours] = atelier.ask("encode", model=folder, samples=[asked], options={})
    text = "<|im_start|>user\n" + "<image>" * 16 + "What?<|im_end|>\n<|im_start|>assistant\nA shop.<|im_end|>\n"
    assert ours["ids"] == tokenizer(text).input_ids
    learned = [label for label in ours["labels"] if label != -100]
    assert learned[-1] == end and len(learned) == len(tokenizer("x\nA shop.<|im_end|>").input_ids) - len(tokenizer("x\n").input_ids)


def test_more_frames_than_the_bridge_has_tokens(atelier, tmp_path):
    clip(tmp_path / "clip")
    llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, VIDEO)
    inputs = inputs_with(folder, 24, "video_token_index", {"pixel_values_videos": pixels(8).unsqueeze(0)})
    file = tmp_path / "inputs.safetensors"
    save_file(inputs, file)
    message = atelier.job("logits", fails=True, model=folder, inputs=file, out=tmp_path / "out.safetensors")
    assert "8 frames" in message and "6 tokens" in message and "video_maxlen" in message


@pytest.mark.parametrize(("preset", "features"), [("llava", 16), ("minigpt-4", 5), ("pandagpt", 1)])
def test_captions_of_the_first_stage_have_no_roles(atelier, tmp_path, preset, features):
    from transformers import AutoTokenizer

    make, part, text = PRESETS[preset]
    make(tmp_path / part)
    llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, text)
    image = picture(tmp_path, SIDE, SIDE, 1)
    [ours] = atelier.ask(
        "encode", model=folder, samples=[sample("s", [image], [("user", "<image>"), ("assistant", "A red shop.")])], options={}
    )
    ids = AutoTokenizer.from_pretrained(folder)("<image>" * features + "A red shop.</s>").input_ids
    assert ours["ids"] == ids
    assert ours["labels"] == [-100] * (1 + features) + ids[1 + features :]


def test_perceiver_resampler(atelier, tmp_path):
    from transformers import IdeficsConfig
    from transformers.models.idefics.perceiver import IdeficsPerceiverResampler

    tower, language = clip(tmp_path / "clip"), llama(tmp_path / "language")
    text = (
        "encoder: {model: clip}\nlanguage_model: {model: language}\nchat_template: plain\n"
        "bridge:\n  - {kind: perceiver, num_latents: 3, depth: 2, num_heads: 2, head_dim: 10}\n  - kind: linear\n"
    )
    folder = assembled(atelier, tmp_path, text)
    config = IdeficsConfig()
    config.vision_config.embed_dim = 48
    config.perceiver_config.qk_layer_norms_perceiver = True
    resampler = IdeficsPerceiverResampler(config, 48, 2, 2, 10, 3)
    weights = own(folder, "model.perceiver.")
    # Fresh norms would hide what they multiply.
    generator = torch.Generator().manual_seed(6)
    tensors = load_file(folder / "model.safetensors")
    for name in weights:
        weights[name] = weights[name] + 0.2 * torch.randn(weights[name].shape, generator=generator)
        tensors["model.perceiver." + name] = weights[name]
    save_file(tensors, folder / "model.safetensors")
    resampler.load_state_dict(weights)
    inputs = inputs_with(folder, 6, extra={"pixel_values": pixels(2)})
    with torch.no_grad():
        seen = resampler(hidden_of(tower, inputs["pixel_values"], -1)[:, 1:]).flatten(0, 1)
    compare(atelier, tmp_path, folder, language, linear(folder, "model.multi_modal_projector.linear.")(seen), inputs)


# ---- ImageBind, written out


IMAGEBIND = {
    "vision": {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "patch_size": PATCH},
    "audio": {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2, "patch_size": 8, "stride": 5, "height": 32, "length": 54},
    "depth": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 8, "height": 40, "length": 40},
    "thermal": {"hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3, "patch_size": 8, "height": 40, "length": 40},
    "imu": {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "patch_size": 8, "length": 64},
}  # fmt: skip
SCALES = {"vision": 1, "audio": 20, "depth": 5, "thermal": 10, "imu": 5}
OUT = 28


class Stem(torch.nn.Module):
    """Patches of a medium -> [n, patches, width]."""

    def __init__(self, kind, sizes):
        super().__init__()
        width, patch = sizes["hidden_size"], sizes["patch_size"]
        stride = sizes.get("stride", patch)
        self.kind, self.patch = kind, patch
        if kind == "vision":
            # The repetition of a still picture comes first in the original, so that the convolution is number 1.
            self.proj = torch.nn.Sequential(torch.nn.Identity(), torch.nn.Conv3d(3, width, (2, patch, patch), (2, patch, patch), bias=False))
        elif kind == "imu":
            self.proj = torch.nn.Linear(6 * patch, width, bias=False)
        else:
            self.proj = torch.nn.Conv2d(1, width, patch, stride, bias=False)
        if kind != "vision":
            self.norm_layer = torch.nn.LayerNorm(width)

    def forward(self, x):
        if self.kind == "imu":
            return self.norm_layer(self.proj(x.unfold(-1, self.patch, self.patch).permute(0, 2, 1, 3).flatten(2)))
        x = self.proj(x).flatten(2).transpose(1, 2)
        return x if self.kind == "vision" else self.norm_layer(x)


class BindBlock(torch.nn.Module):
    def __init__(self, width, heads, extra):
        super().__init__()
        self.attn = torch.nn.MultiheadAttention(width, heads, bias=True, add_bias_kv=extra, batch_first=True)
        self.norm_1, self.norm_2 = torch.nn.LayerNorm(width, eps=1e-6), torch.nn.LayerNorm(width, eps=1e-6)
        self.mlp = torch.nn.ModuleDict({"fc1": torch.nn.Linear(width, 4 * width), "fc2": torch.nn.Linear(4 * width, width)})

    def forward(self, x):
        y = self.norm_1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        return x + self.mlp["fc2"](torch.nn.functional.gelu(self.mlp["fc1"](self.norm_2(x))))


class ImageBind(torch.nn.Module):
    """With the names of the published file."""

    def __init__(self):
        super().__init__()
        make = {name: torch.nn.ModuleDict() for name in ("modality_preprocessors", "modality_trunks", "modality_heads")}
        for kind, sizes in IMAGEBIND.items():
            width, heads = sizes["hidden_size"], sizes["num_attention_heads"]
            stem = Stem(kind, sizes)
            own = torch.nn.Module()
            setattr(own, {"depth": "depth_stem", "imu": "imu_stem"}.get(kind, "rgbt_stem"), stem)
            own.stem = [stem]
            patches = stem(self.example(kind)).shape[1]
            own.cls_token = torch.nn.Parameter(torch.zeros(1, 1, width))
            table = torch.nn.Parameter(torch.zeros(1, patches + 1, width))
            if kind == "imu":
                own.pos_embed = table
            else:
                own.pos_embedding_helper = torch.nn.ParameterDict({"pos_embed": table})
            own.table = [table]
            make["modality_preprocessors"][kind] = own
            first = torch.nn.LayerNorm(width, eps=1e-6) if kind == "vision" else torch.nn.Identity()
            blocks = torch.nn.ModuleList(
                BindBlock(width, heads, kind != "vision") for _ in range(sizes["num_hidden_layers"])
            )
            make["modality_trunks"][kind] = torch.nn.ModuleDict(
                {"pre_transformer_layer": torch.nn.Sequential(first), "blocks": blocks}
            )
            more = [torch.nn.Dropout(0.5)] if kind == "imu" else []
            make["modality_heads"][kind] = torch.nn.Sequential(
                torch.nn.LayerNorm(width, eps=1e-6), torch.nn.Identity(), *more, torch.nn.Linear(width, OUT, bias=False)
            )
        for name, module in make.items():
            setattr(self, name, module)

    @staticmethod
    def example(kind, count=1, generator=None):
        sizes = IMAGEBIND[kind]
        shape = {"vision": (3, 2, SIDE, SIDE), "imu": (6, sizes.get("length"))}.get(kind)
        return torch.randn(count, *(shape or (1, sizes["height"], sizes["length"])), generator=generator)

    def forward(self, kind, x):
        """[clips, ...] of one medium -> its row."""
        own = self.modality_preprocessors[kind]
        x = own.stem[0](x)
        x = torch.cat([own.cls_token.expand(x.shape[0], -1, -1), x], 1) + own.table[0]
        trunk = self.modality_trunks[kind]
        x = trunk["pre_transformer_layer"](x)
        for block in trunk["blocks"]:
            x = block(x)
        x = torch.nn.functional.normalize(self.modality_heads[kind](x[:, 0]), dim=-1) * SCALES[kind]
        return x.mean(0)


def imagebind(folder):
    torch.manual_seed(0)
    model = ImageBind().eval()
    randomize(model, 7, {"bias_k": lambda noise: noise, "bias_v": lambda noise: noise, "cls_token": lambda noise: noise, "pos_embed": lambda noise: 0.3 * noise})
    folder.mkdir(parents=True)
    write_json(folder / "config.json", {"model_type": "imagebind", "image_size": SIDE, "out_embed_dim": OUT, "modalities": IMAGEBIND})
    tensors = model.state_dict() | {"modality_trunks.text.blocks.0.norm_1.weight": torch.ones(3), "modality_heads.text.proj.1.weight": torch.ones(3, 3)}
    torch.save(tensors, folder / "imagebind_tiny.pth")
    return model


PANDAGPT = "preset: pandagpt\nencoder: {model: imagebind}\nlanguage_model: {model: language}\nframes: 4\n"


@pytest.mark.parametrize("kind", IMAGEBIND)
def test_pandagpt_with_each_kind_of_medium(atelier, tmp_path, kind):
    bind, language = imagebind(tmp_path / "imagebind"), llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, PANDAGPT)
    generator = torch.Generator().manual_seed(8)
    clips = [bind.example(kind, count, generator) for count in ((1, 1) if kind in ("depth", "thermal", "imu") else (3, 3))]
    if kind == "vision":  # a still picture is two equal frames
        clips = [clip[:1, :, :1].expand(-1, -1, 2, -1, -1) for clip in clips]
        extra = {"pixel_values": torch.cat([clip[:, :, 0] for clip in clips])}
    else:
        extra = {f"{kind}_values": torch.stack(clips)}
    inputs = inputs_with(folder, 2, extra=extra)
    with torch.no_grad():
        seen = torch.stack([bind(kind, clip) for clip in clips])
    features = linear(folder, "model.multi_modal_projector.linear.")(seen)
    compare(atelier, tmp_path, folder, language, features, inputs)


def test_pandagpt_with_a_video(atelier, tmp_path):
    bind, language = imagebind(tmp_path / "imagebind"), llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, PANDAGPT)
    frames = pixels(4)
    inputs = inputs_with(folder, 1, "video_token_index", {"pixel_values_videos": frames.unsqueeze(0)})
    with torch.no_grad():
        seen = bind("vision", frames.view(2, 2, 3, SIDE, SIDE).transpose(1, 2)).unsqueeze(0)
    features = linear(folder, "model.multi_modal_projector.linear.")(seen)
    compare(atelier, tmp_path, folder, language, features, inputs, "video_token_index")


# ---- original checkpoints


@pytest.mark.parametrize(
    ("preset", "names"),
    [
        ("llava", {"weight": "model.mm_projector.weight", "bias": "model.mm_projector.bias"}),
        ("llava", {"weight": "llama_proj.weight", "bias": "llama_proj.bias"}),  # of MiniGPT-4 and PandaGPT
        ("llava-1.5", {f"{i}.{k}": f"model.mm_projector.{i}.{k}" for i in (0, 2) for k in ("weight", "bias")}),
    ],
)
def test_projectors_of_original_checkpoints(atelier, tmp_path, preset, names):
    clip(tmp_path / "clip")
    llama(tmp_path / "language")
    shape = {"weight": (HIDDEN, 48), "bias": (HIDDEN,), "0.weight": (HIDDEN, 48), "0.bias": (HIDDEN,), "2.weight": (HIDDEN, HIDDEN), "2.bias": (HIDDEN,)}
    values = {theirs: torch.randn(shape[ours]) for ours, theirs in names.items()}
    nested = {"model": values, "config": {"x": 1}} if "llama_proj.weight" in values else values
    torch.save(nested, tmp_path / "projector.bin")
    kind = "mlp" if preset == "llava-1.5" else "linear"
    folder = assembled(
        atelier,
        tmp_path,
        f"preset: {preset}\nencoder: {{model: clip}}\nlanguage_model: {{model: language}}\n"
        f"bridge: {{kind: {kind}, weights: projector.bin}}\n",
    )
    ours = own(folder, "model.multi_modal_projector.")
    mapped = {"weight": "linear.weight", "bias": "linear.bias", "0.weight": "linear_1.weight", "0.bias": "linear_1.bias", "2.weight": "linear_2.weight", "2.bias": "linear_2.bias"}
    for name, theirs in names.items():
        assert torch.equal(ours[mapped[name]], values[theirs])


# ---- the two stages of the presets


BOTH = ["model.multi_modal_projector.", "model.language_model.", "lm_head."]
PRESETS = {
    "llava": (clip, "clip", "preset: llava\nencoder: {model: clip}\nlanguage_model: {model: language}\n"),
    "llava-1.5": (clip, "clip", "preset: llava-1.5\nencoder: {model: clip}\nlanguage_model: {model: language}\n"),
    "minigpt-4": (blip2, "blip", MINIGPT4),
    "video-chatgpt": (clip, "clip", VIDEO),
    "pandagpt": (imagebind, "imagebind", PANDAGPT),
}
TRAINS = {  # beginnings of names that each stage trains
    "llava": [["model.multi_modal_projector."], BOTH],
    "llava-1.5": [["model.multi_modal_projector."], BOTH],
    "minigpt-4": [["model.multi_modal_projector."]] * 2,
    "video-chatgpt": [["model.multi_modal_projector."]] * 2,
    "pandagpt": [["model.multi_modal_projector."], ["model.multi_modal_projector."]],  # and an adapter
}
SETTINGS = ("max_steps", "num_train_epochs", "per_device_train_batch_size", "gradient_accumulation_steps", "warmup_steps", "warmup_ratio", "learning_rate", "lr_scheduler_type", "cutoff_len")  # fmt: skip


def recipe_of_stages(folder, tmp_path):
    """The published settings are for many GPUs: the same stages in a few steps."""
    lines = (folder / "stages.yaml").read_text().splitlines()
    lines = [line for line in lines if line.strip().split(":")[0] not in SETTINGS]
    lines += [
        f"model_name_or_path: {folder}", "dataset: [data]", "device: cpu", "threads: 1", "max_steps: 6", "learning_rate: 3.0e-3",
        "per_device_train_batch_size: 6", "lr_scheduler_type: constant", "logging_steps: 1",
    ]  # fmt: skip
    path = tmp_path / "train.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("name", PRESETS)
def test_both_stages_train_what_they_should(atelier, build, tmp_path, name):
    make, part, text = PRESETS[name]
    make(tmp_path / part)
    llama(tmp_path / "language")
    folder = assembled(atelier, tmp_path, text)
    project = Project(build, tmp_path, [(SIDE, SIDE)], count=6)
    run = project.train("two", recipe=recipe_of_stages(folder, tmp_path))
    before = load_file(folder / "model.safetensors")
    for stage, trained in zip(("stage-1", "stage-2"), TRAINS[name]):
        losses = [json.loads(line) for line in (run / stage / "trainer_log.jsonl").read_text().splitlines()]
        losses = [line["loss"] for line in losses if "loss" in line]
        assert losses[-1] < losses[0], (stage, losses)
        if name == "pandagpt" and stage == "stage-2":
            # LoRA beside the projector, which is trained in full: what its adapter holds.
            adapter = load_file(run / stage / "adapter" / "adapter_model.safetensors")
            assert all("lora_" in key or "multi_modal_projector" in key for key in adapter), sorted(adapter)
            assert any("lora_B" in key and value.abs().max() > 0 for key, value in adapter.items())
            assert not any("vision_tower" in key for key in adapter)
            whole = tmp_path / "merged"
            project("adapter", "merge", run / stage / "adapter", "--model", run / "stage-1" / "model", "--out", whole, "--dtype", "fp32")
            after, trained = load_file(whole / "model.safetensors"), [*trained, "self_attn."]
        else:
            after = load_file(run / stage / "model" / "model.safetensors")
        assert before.keys() == after.keys()
        for tensor, value in before.items():
            moves = any(tensor.startswith(beginning) for beginning in trained)
            moves = moves or ("self_attn." in trained and "language_model" in tensor and "self_attn" in tensor)
            assert torch.equal(value.float(), after[tensor]) != moves, (stage, tensor)
        before = after


def test_it_is_used_like_a_downloaded_model(atelier, build, parts, tmp_path):
    """LoRA, the estimate, an answer, and the merged model's logits."""
    for part in parts.iterdir():
        shutil.copytree(part, tmp_path / part.name)
    folder = assembled(atelier, tmp_path, "".join(f"{key}: {value}\n" for key, value in GOOD.items()))
    project = Project(build, tmp_path, [(SIDE, SIDE)], count=6)
    settings = dict(
        model_name_or_path=folder, finetuning_type="lora", lora_rank=4, max_steps=3, learning_rate=1e-2, logging_steps=1,
        per_device_train_batch_size=3,
    )  # fmt: skip
    recipe = project.recipe("lora", **settings)
    said = project("recipe", "estimate", recipe, "--project", project.folder, "--memory-only", "--json")
    estimate = json.loads(said.splitlines()[0])
    assert estimate["fit"] == "fits" and 0 < estimate["trained"] < estimate["parameters"]
    adapter = project.train("lora", recipe=recipe) / "adapter"
    image = picture(tmp_path, SIDE, SIDE, 1)
    answer = project("generate", "--model", folder, "--adapter", adapter, "--prompt", "<image>What?", "--image", image, "--max-new-tokens", 4)
    assert answer.strip()
    whole = tmp_path / "whole"
    project("adapter", "merge", adapter, "--model", folder, "--out", whole, "--dtype", "fp32")
    results = []
    for model, more in ((folder, {"adapter": adapter}), (whole, {})):
        out = tmp_path / "out.safetensors"
        atelier.job("logits", model=model, prompt="What?", images=[image], out=out, **more)
        results.append(load_file(out)["logits"])
    assert largest_difference(*results) < TOLERANCE


# ---- what does not fit


def refusal(atelier, tmp_path, text):
    return assembled(atelier, tmp_path, text, fails=True)


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    clip(folder / "clip")
    siglip(folder / "siglip")
    llama(folder / "language")
    return folder


GOOD = {
    "encoder": "{model: clip}",
    "bridge": "{kind: mlp}",
    "language_model": "{model: language}",
    "chat_template": "llava",
}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"encoder": "{model: nowhere}"}, ["nowhere", "model folder"]),
        ({"encoder": "{model: language}"}, ['encoder (model_type) "llama"', "clip"]),
        ({"language_model": "{model: clip}"}, ['language model (model_type) "clip_vision_model"']),
        ({"language_model": "{modle: language}"}, ['key "modle"', "model"]),
        ({"bridge": "{kind: mlpp}"}, ['bridge "mlpp"', "nearest: mlp"]),
        ({"bridge": "{kind: perceiver}"}, ["rows of 48", "takes 64", "linear"]),
        ({"bridge": "[{kind: linear}, {kind: linear}]"}, ["width", "another one follows"]),
        ({"bridge": "{kind: patch_merger}"}, ["patch_merger", "pixel_shuffle"]),
        ({"bridge": "{kind: pixel_shuffle}", "encoder": "{model: clip, features: all}"}, ["17 features", "patches"]),
        ({"chat_template": "lava"}, ['chat template "lava"', "nearest: llava"]),
        ({"chat_template": "'{% for m in messages %}{{ m.role }}{% endfor %}'"}, ["no place for an image", "<image>"]),
        ({"chat_template": None}, ['"chat_template" is missing']),
        ({"encoder": None}, ['"model" is missing', "encoder"]),
        ({"bridge": "{kind: mlp, weights: wide.bin}"}, ["[64, 32]", "[64, 48]", "other parts"]),
        ({"bridge": "{kind: mlp, weights: other.bin}"}, ["no weights of a bridge", "layer.0.weight"]),
        ({"encoder": "{model: clip, image_processor: {crop_size: {height: 70, width: 70}}}"}, ["70 x 70", "56 x 56"]),
        ({"stages": "[{name: a, trained: [projectr]}]"}, ['part "projectr"', "nearest: projector"]),
        ({"preset": "llava-2"}, ["llava-2", "llava"]),
        ({"chat_template": "chatml"}, ["<|im_end|>", "tokens: [<|im_end|>]"]),
        ({"end_of_turn": "</turn>"}, ["</turn>", "end_of_turn"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named(atelier, parts, tmp_path, changes, words):
    for part in parts.iterdir():
        shutil.copytree(part, tmp_path / part.name)
    wide = {"0.weight": (64, 32), "0.bias": (64,), "2.weight": (64, 64), "2.bias": (64,)}
    torch.save({"mm_projector." + name: torch.zeros(shape) for name, shape in wide.items()}, tmp_path / "wide.bin")
    torch.save({"layer.0.weight": torch.zeros(2)}, tmp_path / "other.bin")
    text = "".join(f"{key}: {value}\n" for key, value in (GOOD | changes).items() if value is not None)
    message = refusal(atelier, tmp_path, text)
    for word in words:
        assert word in message, message
    assert not (tmp_path / "assembled").exists()


def test_the_command_line(atelier, parts, tmp_path):
    for part in parts.iterdir():
        shutil.copytree(part, tmp_path / part.name)
    file = described(tmp_path, "".join(f"{key}: {value}\n" for key, value in GOOD.items()))
    assert "nothing was written" in atelier.command("model", "assemble", file)
    out = tmp_path / "out"
    said = atelier.command("model", "assemble", file, out)
    assert "16" in said and str(out) in said
    info = atelier.command("model", "info", out)
    assert "atelier_assembled" in info and "problem" not in info
    listed = atelier.command("model", "assemble", "--presets")
    for preset in PRESETS:
        assert preset in listed
        assert "bridge:" in atelier.command("model", "assemble", "--preset", preset)
    assert "llava" in atelier.command("model", "assemble", "--preset", "lava", fails=True)
