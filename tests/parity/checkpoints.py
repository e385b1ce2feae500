"""Small random model folders, laid out as they are downloaded from the hub, and the reference's loaders for them.

Nothing here is committed output: every folder is made at test time. Weights are scaled so that every term of the
forward pass shows in the logits (biases, norms and class embeddings are all non-trivial).
"""

import contextlib
import functools
import json
import os
import shutil
from pathlib import Path
from typing import NamedTuple
from unittest import mock

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import plain_prompts
import torch
from safetensors.torch import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
DTYPE_NAMES = {"fp32": "float32", "bf16": "bfloat16", "fp16": "float16"}

QWEN_SPECIALS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>",
    "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
    "<|image_pad|>", "<|video_pad|>",
]  # fmt: skip
QWEN_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN3_5_SPLIT = (  # letters with their marks
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|"
    r"\s+(?!\S)|\s+"
)
# The format of the hub's template in fewer words; the real file is used where the data is there.
QWEN_TEMPLATE = (
    "{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n{% endif %}"
    "<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>"
    "{% elif part['type'] == 'video' %}<|vision_start|><|video_pad|><|vision_end|>"
    "{% elif 'text' in part %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LLAVA_TEMPLATE = (
    "{% for message in messages %}{% if message['role'] != 'system' %}{{ message['role'].upper() + ': '}}{% endif %}"
    "{# Render all images first #}{% for content in message['content'] | selectattr('type', 'equalto', 'image') %}"
    "{{ '<image>\n' }}{% endfor %}"
    "{# Render all text next #}{% if message['role'] != 'assistant' %}"
    "{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}{{ content['text'] + ' '}}{% endfor %}"
    "{% else %}{% for content in message['content'] | selectattr('type', 'equalto', 'text') %}"
    "{% generation %}{{ content['text'] + ' '}}{% endgeneration %}{% endfor %}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'ASSISTANT:' }}{% endif %}"
)
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]


def data_folder() -> Path:
    default = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    return Path(os.environ.get("ATELIER_DATA", default))


def training_text() -> list[str]:
    """Text that every machine with Python has, for tokenizers trained at test time."""
    import random as source_a
    import textwrap as source_b

    lines = []
    for module in (json, source_a, source_b, functools):
        lines += Path(module.__file__).read_text("utf-8").splitlines()
    return lines + ["TOTAL 12.50 RM, Überraschung! 日本語 текст", "What is shown in this picture? A receipt."] * 20


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")


# ---------------------------------------------------------------------------------------------------- tokenizers


@functools.cache
def _small_qwen_tokenizer(vocabulary: int, split: str) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(split), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary - len(QWEN_SPECIALS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in QWEN_SPECIALS])
    return tokenizer


def _write_qwen_tokenizer(
    folder: Path, real: bool, vocabulary: int, processor: dict | None = None, split: str = QWEN_SPLIT
) -> dict[str, int]:
    """Ids of the special tokens, and "size". `processor`: what differs from Qwen2-VL's preprocessor_config.json."""
    source = data_folder() / "tokenizers" / "qwen2_vl"
    if real:
        for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.json", "preprocessor_config.json"):
            shutil.copyfile(source / name, folder / name)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    else:
        tokenizer = _small_qwen_tokenizer(vocabulary, split)
        tokenizer.save(str(folder / "tokenizer.json"))
        write_json(
            folder / "tokenizer_config.json",
            {
                "add_prefix_space": False,
                "additional_special_tokens": QWEN_SPECIALS[1:],
                "bos_token": None,
                "clean_up_tokenization_spaces": False,
                "eos_token": "<|im_end|>",
                "model_max_length": 32768,
                "pad_token": "<|endoftext|>",
                "padding_side": "left",
                "processor_class": "Qwen2VLProcessor",
                "tokenizer_class": "Qwen2Tokenizer",
                "unk_token": None,
            },
        )
        write_json(folder / "chat_template.json", {"chat_template": QWEN_TEMPLATE})
        write_json(
            folder / "preprocessor_config.json",
            {
                "do_convert_rgb": True,
                "do_normalize": True,
                "do_rescale": True,
                "do_resize": True,
                "image_mean": CLIP_MEAN,
                "image_std": CLIP_STD,
                "image_processor_type": "Qwen2VLImageProcessor",
                "max_pixels": 1003520,
                "merge_size": 2,
                "min_pixels": 3136,
                "patch_size": 14,
                "processor_class": "Qwen2VLProcessor",
                "resample": 3,
                "rescale_factor": 1 / 255,
                "size": {"longest_edge": 1003520, "shortest_edge": 3136},
                "temporal_patch_size": 2,
            }
            | (processor or {}),
        )
    ids = {token: tokenizer.token_to_id(token) for token in QWEN_SPECIALS}
    return ids | {"size": tokenizer.get_vocab_size()}


def _merges_of_pieces(pieces: list[str]) -> list[tuple[str, str]]:
    """SentencePiece BPE keeps pieces in the order of their merges: rebuild the merges from it."""
    rank = {piece: i for i, piece in enumerate(pieces)}
    merges = []
    for piece in pieces:
        if piece.startswith("<0x"):
            continue
        pairs = [(piece[:i], piece[i:]) for i in range(1, len(piece)) if piece[:i] in rank and piece[i:] in rank]
        merges += sorted(pairs, key=lambda pair: (rank[pair[0]], rank[pair[1]]))
    return merges


@functools.cache
def _llama_pieces(real: bool, vocabulary: int) -> list[str]:
    if real:
        import sentencepiece

        model = sentencepiece.SentencePieceProcessor(
            model_file=str(data_folder() / "tokenizers" / "llama" / "tokenizer.model")
        )
        return [model.id_to_piece(i) for i in range(model.get_piece_size())]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", behavior="merged_with_next")
    trainer = trainers.BpeTrainer(vocab_size=vocabulary - 259, show_progress=False)
    ascii_text = [line for line in training_text() if line.isascii()]  # the rest goes through byte fallback
    tokenizer.train_from_iterator(ascii_text, trainer)
    trained = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    merged = [piece for piece, _ in trained if len(piece) > 1]
    single = [piece for piece, _ in trained if len(piece) == 1]
    return ["<unk>", "<s>", "</s>"] + [f"<0x{i:02X}>" for i in range(256)] + merged + single


def _write_llama_tokenizer(folder: Path, real: bool, vocabulary: int, legacy: bool) -> dict[str, int]:
    pieces = _llama_pieces(real, vocabulary)
    vocab = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(
        models.BPE(vocab=vocab, merges=_merges_of_pieces(pieces[3:]), unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    )
    if legacy:  # as files made before 2024: a "▁" before every piece of text between special tokens
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)]
    )
    special = [AddedToken(token, normalized=False, special=True) for token in ("<unk>", "<s>", "</s>")]
    tokenizer.add_special_tokens(special)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in ("<image>", "<pad>")])
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_bos_token": True,
            "add_eos_token": False,
            "bos_token": "<s>",
            "clean_up_tokenization_spaces": False,
            "eos_token": "</s>",
            "legacy": legacy,
            "model_max_length": 4096,
            "pad_token": "<pad>",
            "padding_side": "left",
            "processor_class": "LlavaProcessor",
            "tokenizer_class": "PreTrainedTokenizerFast" if legacy else "LlamaTokenizer",
            "unk_token": "<unk>",
        },
    )
    return {token: tokenizer.token_to_id(token) for token in ("<image>", "<pad>")} | {"size": tokenizer.get_vocab_size()}


GEMMA_SPECIALS = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<start_of_turn>", "<end_of_turn>"]
GEMMA_IMAGE = {"boi_token": "<start_of_image>", "eoi_token": "<end_of_image>", "image_token": "<image_soft_token>"}


def _write_gemma_tokenizer(folder: Path, vocabulary: int) -> dict[str, int]:
    """Runs of newlines are tokens of their own, as in the real one: what stands beside an image merges with its blank
    lines. Ids of the special tokens, and "size"."""
    newlines = ["\n" * count for count in range(1, 5)]
    pieces = _llama_pieces(False, vocabulary - len(GEMMA_SPECIALS) - len(newlines) - len(GEMMA_IMAGE))[3:]
    vocab = {piece: i for i, piece in enumerate(dict.fromkeys(GEMMA_SPECIALS + newlines + pieces))}
    tokenizer = Tokenizer(
        models.BPE(vocab=vocab, merges=_merges_of_pieces(pieces), unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A", pair="<bos> $A <bos> $B", special_tokens=[("<bos>", vocab["<bos>"])]
    )
    special = [*GEMMA_SPECIALS, *GEMMA_IMAGE.values()]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=False) for token in newlines])
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_bos_token": True,
            "add_eos_token": False,
            "bos_token": "<bos>",
            "clean_up_tokenization_spaces": False,
            "eos_token": "<eos>",
            "extra_special_tokens": GEMMA_IMAGE,
            "model_max_length": 1000000000000000019884624838656,
            "pad_token": "<pad>",
            "processor_class": "Gemma3Processor",
            "tokenizer_class": "GemmaTokenizer",
            "unk_token": "<unk>",
        }
        | GEMMA_IMAGE,
    )
    return {token: tokenizer.token_to_id(token) for token in special} | {"size": tokenizer.get_vocab_size()}


BERT_SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


@functools.cache
def _small_bert_tokenizer(vocabulary: int) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(vocab_size=vocabulary, special_tokens=BERT_SPECIALS, show_progress=False)
    tokenizer.train_from_iterator(training_text(), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return tokenizer


def _write_bert_tokenizer(folder: Path, vocabulary: int) -> int:
    """Its size."""
    folder.mkdir(exist_ok=True)
    tokenizer = Tokenizer.from_str(_small_bert_tokenizer(vocabulary - 1).to_str())
    tokenizer.add_special_tokens([AddedToken("[DEC]", normalized=False, special=True)])
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "bos_token": "[DEC]",
            "cls_token": "[CLS]",
            "do_lower_case": True,
            "mask_token": "[MASK]",
            "pad_token": "[PAD]",
            "sep_token": "[SEP]",
            "strip_accents": None,
            "tokenize_chinese_chars": True,
            "tokenizer_class": "BertTokenizer",
            "unk_token": "[UNK]",
        },
    )
    return tokenizer.get_vocab_size()


# ---------------------------------------------------------------------------------------------------- weights


def _randomize(model: torch.nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in model.named_parameters():
        noise = torch.randn(parameter.shape, generator=generator)
        if name.endswith(
            (
                "embed_tokens.weight", "position_embedding.weight", "position_embedding", "class_embedding", "query_tokens",
                "word_embeddings.weight", "position_embeddings.weight",
            )
        ):  # fmt: skip
            value = 0.3 * noise
        elif name.endswith("A_log"):  # slow decay: what a recurrent layer keeps shows many tokens later
            value = noise - 3
        elif name == "lm_head.weight":
            value = 2.4 * noise / parameter.shape[1] ** 0.5
        elif name.endswith("bias"):
            value = 0.2 * noise
        elif parameter.dim() == 1:
            value = parameter.data + 0.2 * noise  # norms start with what is neutral: 1, or 0 where they add 1
        else:
            value = noise / parameter[0].numel() ** 0.5
        parameter.data.copy_(value)


def _write_weights(folder: Path, tensors: dict[str, torch.Tensor], dtype: str, sharded: bool) -> None:
    tensors = {name: tensor.detach().to(DTYPES[dtype]).contiguous() for name, tensor in tensors.items()}
    if not sharded:
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        return
    names = sorted(tensors)
    count = 3
    weight_map = {}
    for part in range(count):
        file = f"model-{part + 1:05d}-of-{count:05d}.safetensors"
        chosen = {name: tensors[name] for name in names[part::count]}
        save_file(chosen, folder / file, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(chosen, file)
    size = sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
    write_json(
        folder / "model.safetensors.index.json",
        {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))},
    )


@contextlib.contextmanager
def sizes_alone():
    """Folders that are made inside have their tensors' names and sizes; the weights are zeros in files that take no room.
    A model of any size is made in seconds."""

    def write(folder: Path, tensors: dict[str, torch.Tensor], dtype: str, sharded: bool) -> None:
        header, end = {"__metadata__": {"format": "pt"}}, 0
        for name, tensor in tensors.items():
            begin, end = end, end + tensor.numel() * DTYPES[dtype].itemsize
            stored = {"fp32": "F32", "bf16": "BF16", "fp16": "F16"}[dtype]
            header[name] = {"dtype": stored, "shape": list(tensor.shape), "data_offsets": [begin, end]}
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(folder / "model.safetensors", "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text)
            file.truncate(file.tell() + end)

    with (
        mock.patch.dict(globals(), _randomize=lambda model, seed: None, _write_weights=write),
        torch.device("meta"),
    ):
        yield


def _rename(name: str, rules: list[tuple[str, str]]) -> str:
    for prefix, replacement in rules:
        if name.startswith(prefix):
            return replacement + name[len(prefix) :]
    return name


# ---------------------------------------------------------------------------------------------------- families


def make_qwen2_vl(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    nested_config: bool = False,
    real_tokenizer: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 64,
    tower_heads: int = 4,
    mrope_section: list[int] | None = None,
) -> Path:
    """A Qwen2-VL folder. `nested_config`: the layout and tensor names of transformers 5; else the flat config.json and
    the tensor names of the hub. `vocabulary` is ignored with the real tokenizer (151,936)."""
    from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = _write_qwen_tokenizer(folder, real_tokenizer, min(vocabulary, 4096))
    vocabulary = 151936 if real_tokenizer else vocabulary
    half = hidden // heads // 2
    sections = mrope_section or [half - 2 * (3 * half // 8), 3 * half // 8, 3 * half // 8]
    assert sum(sections) == half
    text = {
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "vocab_size": vocabulary,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-6,
        "max_position_embeddings": 32768,
        "initializer_range": 0.02,
        "attention_dropout": 0.0,
        "use_cache": True,
        "use_sliding_window": False,
        "sliding_window": 32768,
        "max_window_layers": layers,
        "bos_token_id": ids["<|endoftext|>"],
        "eos_token_id": ids["<|im_end|>"],
    }
    special = {
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
    }
    vision = {
        "depth": tower_layers,
        "embed_dim": tower_width,
        "hidden_size": hidden,
        "mlp_ratio": 4,
        "num_heads": tower_heads,
        "patch_size": 14,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
    }
    top = {"architectures": ["Qwen2VLForConditionalGeneration"], "model_type": "qwen2_vl", "tie_word_embeddings": tied}
    if nested_config:
        rope = {"mrope_section": sections, "rope_theta": 1000000.0, "rope_type": "default"}
        config = top | special | {
            "dtype": DTYPE_NAMES[dtype],
            "text_config": text | {"model_type": "qwen2_vl_text", "rope_parameters": rope, "dtype": DTYPE_NAMES[dtype]},
            "vision_config": vision
            | {"model_type": "qwen2_vl_vision", "in_channels": 3, "hidden_act": "quick_gelu", "initializer_range": 0.02},
            "transformers_version": "5.23.0",
        }  # fmt: skip
    else:
        config = top | special | text | {
            "rope_theta": 1000000.0,
            "rope_scaling": {"type": "mrope", "mrope_section": sections},
            "torch_dtype": DTYPE_NAMES[dtype],
            "vision_token_id": ids["<|vision_pad|>"],
            "vision_config": vision | {"in_chans": 3, "spatial_patch_size": 14},
            "transformers_version": "4.41.2",
        }  # fmt: skip
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
            "pad_token_id": ids["<|endoftext|>"],
        },
    )
    model = Qwen2VLForConditionalGeneration(Qwen2VLConfig.from_pretrained(folder))
    _randomize(model, seed)
    rules = [] if nested_config else [("model.visual.", "visual."), ("model.language_model.", "model.")]
    tensors = {_rename(name, rules): parameter for name, parameter in model.named_parameters()}
    if tied:
        tensors.pop("lm_head.weight", None)
    elif not any(name == "lm_head.weight" for name in tensors):
        raise AssertionError("lm_head missing")
    _write_weights(folder, tensors, dtype, sharded)
    return folder


def make_qwen3_vl(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 3,
    tower_width: int = 64,
    tower_heads: int = 4,
) -> Path:
    """A Qwen3-VL folder: features of two inner layers of the tower go to the first layers of the language model."""
    from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pixels = {
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "image_processor_type": "Qwen2VLImageProcessorFast",
        "patch_size": 16, "processor_class": "Qwen3VLProcessor", "min_pixels": None, "max_pixels": None,
        "size": {"longest_edge": 16777216, "shortest_edge": 4096},
    }  # fmt: skip
    ids = _write_qwen_tokenizer(folder, False, min(vocabulary, 4096), pixels)
    write_json(
        folder / "video_preprocessor_config.json",
        pixels | {"video_processor_type": "Qwen3VLVideoProcessor", "merge_size": 2, "temporal_patch_size": 2, "fps": 2},
    )
    half = hidden // heads // 2
    config = {
        "architectures": ["Qwen3VLForConditionalGeneration"],
        "model_type": "qwen3_vl",
        "tie_word_embeddings": tied,
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "text_config": {
            "model_type": "qwen3_vl_text",
            "hidden_size": hidden,
            "intermediate_size": inner,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": kv_heads,
            "head_dim": hidden // heads,
            "vocab_size": vocabulary,
            "hidden_act": "silu",
            "rms_norm_eps": 1e-6,
            "max_position_embeddings": 262144,
            "rope_theta": 5000000,
            "rope_scaling": {
                "mrope_interleaved": True,
                "mrope_section": [half - 2 * (half // 4), half // 4, half // 4],
                "rope_type": "default",
            },
            "attention_bias": False,
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": ids["<|im_end|>"],
            "dtype": DTYPE_NAMES[dtype],
        },
        "vision_config": {
            "model_type": "qwen3_vl",
            "deepstack_visual_indexes": [0, 1],
            "depth": tower_layers,
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "in_channels": 3,
            "intermediate_size": 2 * tower_width,
            "num_heads": tower_heads,
            "num_position_embeddings": 64,
            "out_hidden_size": hidden,
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        "transformers_version": "4.57.0.dev0",
    }
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
            "pad_token_id": ids["<|endoftext|>"],
        },
    )
    model = Qwen3VLForConditionalGeneration(Qwen3VLConfig.from_pretrained(folder))
    _randomize(model, seed)
    tensors = dict(model.named_parameters())
    if tied:
        tensors.pop("lm_head.weight", None)
    _write_weights(folder, tensors, dtype, sharded)
    return folder


def make_qwen3_5(
    folder,
    *,
    tied: bool = False,
    dtype: str = "fp32",
    sharded: bool = False,
    layer_types: bool = True,
    mtp: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 4,
    heads: int = 4,
    kv_heads: int = 2,
    key_heads: int = 2,
    value_heads: int = 4,
    kernel: int = 4,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 64,
    tower_heads: int = 4,
) -> Path:
    """A Qwen3.5 folder. `layer_types`: recurrent layers at both ends and attention between; else every fourth layer is
    attention, as config.json says by its interval. `mtp`: with the weights that guess further tokens, which the
    reference does not use."""
    from transformers import Qwen3_5Config, Qwen3_5ForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pixels = {
        "image_mean": [0.5] * 3, "image_std": [0.5] * 3, "image_processor_type": "Qwen2VLImageProcessorFast",
        "patch_size": 16, "processor_class": "Qwen3VLProcessor", "min_pixels": None, "max_pixels": None,
        "size": {"longest_edge": 16777216, "shortest_edge": 4096},
    }  # fmt: skip
    ids = _write_qwen_tokenizer(folder, False, min(vocabulary, 4096), pixels, QWEN3_5_SPLIT)
    write_json(
        folder / "video_preprocessor_config.json",
        pixels | {"video_processor_type": "Qwen3VLVideoProcessor", "merge_size": 2, "temporal_patch_size": 2, "fps": 2},
    )
    config = {
        "architectures": ["Qwen3_5ForConditionalGeneration"],
        "model_type": "qwen3_5",
        "tie_word_embeddings": tied,
        "image_token_id": ids["<|image_pad|>"],
        "video_token_id": ids["<|video_pad|>"],
        "vision_start_token_id": ids["<|vision_start|>"],
        "vision_end_token_id": ids["<|vision_end|>"],
        "text_config": {
            "model_type": "qwen3_5_text",
            "attention_bias": False,
            "attn_output_gate": True,
            "hidden_size": hidden,
            "intermediate_size": inner,
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": kv_heads,
            "head_dim": 32,
            "full_attention_interval": 4,
            "linear_conv_kernel_dim": kernel,
            "linear_key_head_dim": 16,
            "linear_num_key_heads": key_heads,
            "linear_num_value_heads": value_heads,
            "linear_value_head_dim": 24,
            "mamba_ssm_dtype": "float32",
            "mtp_num_hidden_layers": 1,
            "vocab_size": vocabulary,
            "hidden_act": "silu",
            "rms_norm_eps": 1e-6,
            "max_position_embeddings": 32768,
            "rope_parameters": {
                "mrope_interleaved": True,
                "mrope_section": [2, 1, 1],
                "partial_rotary_factor": 0.25,
                "rope_theta": 10000000,
                "rope_type": "default",
            },
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": ids["<|im_end|>"],
            "dtype": DTYPE_NAMES[dtype],
        },
        "vision_config": {
            "model_type": "qwen3_5",
            "deepstack_visual_indexes": [],
            "depth": tower_layers,
            "hidden_act": "gelu_pytorch_tanh",
            "hidden_size": tower_width,
            "in_channels": 3,
            "intermediate_size": 2 * tower_width,
            "num_heads": tower_heads,
            "num_position_embeddings": 64,
            "out_hidden_size": hidden,
            "patch_size": 16,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
        },
        "transformers_version": "4.57.0.dev0",
    }
    if layer_types:
        inside = ["full_attention"] * (layers - 2)
        config["text_config"]["layer_types"] = ["linear_attention", *inside, "linear_attention"]
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<|endoftext|>"],
            "eos_token_id": [ids["<|im_end|>"], ids["<|endoftext|>"]],
            "pad_token_id": ids["<|endoftext|>"],
        },
    )
    model = Qwen3_5ForConditionalGeneration(Qwen3_5Config.from_pretrained(folder))
    _randomize(model, seed)
    tensors = dict(model.named_parameters())
    if tied:
        tensors.pop("lm_head.weight", None)
    if mtp:
        tensors |= {"mtp.fc.weight": torch.ones(hidden, 2 * hidden), "mtp.layers.0.mlp.up_proj.weight": torch.ones(inner, hidden)}
    _write_weights(folder, tensors, dtype, sharded)
    return folder


def _hub_names(model):
    """Parameters under the names that LLaVA and Gemma 3 have on the hub."""
    rules = [
        ("model.vision_tower.vision_model.", "vision_tower.vision_model."),
        ("model.vision_tower.", "vision_tower.vision_model."),
        ("model.multi_modal_projector.", "multi_modal_projector."),
        ("model.language_model.", "language_model.model."),
        ("lm_head.", "language_model.lm_head."),
    ]
    return ((_rename(name, rules), value) for name, value in model.named_parameters())


def make_llava(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    real_tokenizer: bool = False,
    legacy_tokenizer: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 4,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 4,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 56,
) -> Path:
    """A LLaVA-1.5 folder. `new_names`: tensor names of transformers 5; else those of the hub. `vocabulary` is ignored
    with the real tokenizer (32,064). `legacy_tokenizer`: tokenizer.json as made before 2024."""
    from transformers import LlavaConfig, LlavaForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = _write_llama_tokenizer(folder, real_tokenizer, min(vocabulary - 8, 4096), legacy_tokenizer)
    vocabulary = 32064 if real_tokenizer else vocabulary
    config = {
        "architectures": ["LlavaForConditionalGeneration"],
        "ignore_index": -100,
        "image_token_index": ids["<image>"],
        "image_seq_length": (image_size // 14) ** 2,
        "model_type": "llava",
        "pad_token_id": ids["<pad>"],
        "projector_hidden_act": "gelu",
        "text_config": {
            "architectures": ["LlamaForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 4096,
            "model_type": "llama",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "rms_norm_eps": 1e-05,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "transformers_version": "4.36.0.dev0",
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "clip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "projection_dim": 32,
            "vocab_size": 32000,
        },
        "vision_feature_layer": -2,
        "vision_feature_select_strategy": "default",
    }
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": ids["<pad>"]})
    write_json(folder / "chat_template.json", {"chat_template": LLAVA_TEMPLATE})
    write_json(
        folder / "preprocessor_config.json",
        {
            "crop_size": {"height": image_size, "width": image_size},
            "do_center_crop": True,
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "image_processor_type": "CLIPImageProcessor",
            "processor_class": "LlavaProcessor",
            "resample": 3,
            "rescale_factor": 1 / 255,
            "size": {"shortest_edge": image_size},
        },
    )
    write_json(
        folder / "processor_config.json",
        {
            "image_token": "<image>",
            "num_additional_image_tokens": 1,
            "patch_size": 14,
            "processor_class": "LlavaProcessor",
            "vision_feature_select_strategy": "default",
        },
    )
    model = LlavaForConditionalGeneration(LlavaConfig.from_pretrained(folder))
    _randomize(model, seed)
    tensors = model.named_parameters() if new_names else _hub_names(model)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    _write_weights(folder, tensors, dtype, sharded)
    return folder


def make_gemma3(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    new_names: bool = False,
    new_config: bool = False,
    layer_types: list[str] | None = None,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 2,
    head_dim: int = 16,
    inner: int = 112,
    vocabulary: int = 640,
    window: int = 9,
    tower_layers: int = 3,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 112,
    image_tokens: int = 16,
) -> Path:
    """A Gemma 3 folder. `new_config`: the config of transformers 5, `new_names`: tensor names of the modules; else those
    of the hub. The window is smaller than an image, so that it shows wherever it is wrong."""
    from template_corpus import GEMMA3
    from transformers import Gemma3Config, Gemma3ForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = _write_gemma_tokenizer(folder, min(vocabulary - 8, 4096))
    text = {
        "attention_bias": False,
        "head_dim": head_dim,
        "hidden_size": hidden,
        "intermediate_size": inner,
        "max_position_embeddings": 8192,
        "model_type": "gemma3_text",
        "num_attention_heads": heads,
        "num_hidden_layers": layers,
        "num_key_value_heads": kv_heads,
        "query_pre_attn_scalar": 24,
        "rms_norm_eps": 1e-06,
        "sliding_window": window,
        "vocab_size": vocabulary,
    }
    if new_config:
        text |= {
            "dtype": DTYPE_NAMES[dtype],
            "layer_types": layer_types or ["full_attention"] + ["sliding_attention"] * (layers - 1),
            "rope_parameters": {
                "full_attention": {"factor": 3.0, "rope_theta": 2000.0, "rope_type": "linear"},
                "sliding_attention": {"rope_theta": 100.0, "rope_type": "default"},
            },
        }
    else:
        text |= {
            "rope_local_base_freq": 50.0,
            "rope_scaling": {"factor": 2.0, "rope_type": "linear"},
            "rope_theta": 1000.0,
            "sliding_window_pattern": 2,
        }
    config = {
        "architectures": ["Gemma3ForConditionalGeneration"],
        "boi_token_index": ids["<start_of_image>"],
        "dtype" if new_config else "torch_dtype": DTYPE_NAMES[dtype],
        "eoi_token_index": ids["<end_of_image>"],
        "eos_token_id": [ids["<eos>"], ids["<end_of_turn>"]],
        "image_token_index": ids["<image_soft_token>"],
        "initializer_range": 0.02,
        "mm_tokens_per_image": image_tokens,
        "model_type": "gemma3",
        "text_config": text,
        "transformers_version": "5.23.0" if new_config else "4.50.0.dev0",
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "siglip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "vision_use_head": False,
        },
    }
    if not tied:  # the hub's files leave it out: their heads are tied
        config["tie_word_embeddings"] = False
    write_json(folder / "config.json", config)
    write_json(
        folder / "generation_config.json",
        {
            "bos_token_id": ids["<bos>"],
            "eos_token_id": [ids["<eos>"], ids["<end_of_turn>"]],
            "pad_token_id": ids["<pad>"],
        },
    )
    write_json(folder / "chat_template.json", {"chat_template": GEMMA3})
    write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": None,
            "do_normalize": True,
            "do_pan_and_scan": None,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": [0.5] * 3,
            "image_processor_type": "Gemma3ImageProcessor",
            "image_seq_length": image_tokens,
            "image_std": [0.5] * 3,
            "pan_and_scan_max_num_crops": None,
            "pan_and_scan_min_crop_size": None,
            "pan_and_scan_min_ratio_to_activate": None,
            "processor_class": "Gemma3Processor",
            "resample": 2,
            "rescale_factor": 1 / 255,
            "size": {"height": image_size, "width": image_size},
        },
    )
    write_json(folder / "processor_config.json", {"image_seq_length": image_tokens, "processor_class": "Gemma3Processor"})
    model = Gemma3ForConditionalGeneration(Gemma3Config.from_pretrained(folder))
    _randomize(model, seed)
    tensors = model.named_parameters() if new_names else _hub_names(model)
    tensors = {name: value for name, value in tensors if not (tied and name.endswith("lm_head.weight"))}
    _write_weights(folder, tensors, dtype, sharded)
    return folder


def make_instructblip(
    folder,
    *,
    dtype: str = "fp32",
    sharded: bool = False,
    tied: bool = False,
    real_tokenizer: bool = False,
    seed: int = 0,
    hidden: int = 64,
    layers: int = 3,
    heads: int = 4,
    kv_heads: int = 4,
    inner: int = 112,
    vocabulary: int = 640,
    tower_layers: int = 2,
    tower_width: int = 48,
    tower_heads: int = 4,
    image_size: int = 56,
    qkv_bias: bool = True,
    queries: int = 5,
    frequency: int = 2,
) -> Path:
    """An InstructBLIP folder with Vicuna, as the hub has it. `vocabulary` is ignored with the real tokenizer (32,064).
    `queries`: tokens of an image. `frequency`: every so many layers of the Q-Former attend to the image."""
    from transformers import InstructBlipConfig, InstructBlipForConditionalGeneration

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    ids = _write_llama_tokenizer(folder, real_tokenizer, min(vocabulary - 8, 4096), False)
    tokenizer = json.loads((folder / "tokenizer_config.json").read_text())
    write_json(folder / "tokenizer_config.json", tokenizer | {"processor_class": "InstructBlipProcessor"})
    words = _write_bert_tokenizer(folder / "qformer_tokenizer", 400)
    vocabulary = 32064 if real_tokenizer else vocabulary
    config = {
        "architectures": ["InstructBlipForConditionalGeneration"],
        "image_token_index": ids["<image>"],
        "initializer_factor": 1.0,
        "initializer_range": 0.02,
        "model_type": "instructblip",
        "num_query_tokens": queries,
        "qformer_config": {
            "cross_attention_frequency": frequency,
            "encoder_hidden_size": tower_width,
            "hidden_size": 40,
            "intermediate_size": 72,
            "model_type": "instructblip_qformer",
            "num_attention_heads": 4,
            "num_hidden_layers": 3,
            "vocab_size": words,
        },
        "text_config": {
            "architectures": ["LlamaForCausalLM"],
            "hidden_size": hidden,
            "intermediate_size": inner,
            "max_position_embeddings": 2048,
            "model_type": "llama",
            "num_attention_heads": heads,
            "num_hidden_layers": layers,
            "num_key_value_heads": kv_heads,
            "pad_token_id": ids["<pad>"],
            "rms_norm_eps": 1e-06,
            "tie_word_embeddings": tied,
            "torch_dtype": DTYPE_NAMES[dtype],
            "vocab_size": vocabulary,
        },
        "tie_word_embeddings": tied,
        "torch_dtype": DTYPE_NAMES[dtype],
        "use_decoder_only_language_model": True,
        "vision_config": {
            "hidden_size": tower_width,
            "image_size": image_size,
            "intermediate_size": 2 * tower_width,
            "model_type": "instructblip_vision_model",
            "num_attention_heads": tower_heads,
            "num_hidden_layers": tower_layers,
            "patch_size": 14,
            "qkv_bias": qkv_bias,
        },
    }
    write_json(folder / "config.json", config)
    write_json(folder / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": ids["<pad>"]})
    write_json(
        folder / "preprocessor_config.json",
        {
            "do_convert_rgb": True,
            "do_normalize": True,
            "do_rescale": True,
            "do_resize": True,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "image_processor_type": "BlipImageProcessor",
            "processor_class": "InstructBlipProcessor",
            "resample": 3,
            "rescale_factor": 1 / 255,
            "size": {"height": image_size, "width": image_size},
        },
    )
    write_json(
        folder / "processor_config.json", {"num_query_tokens": queries, "processor_class": "InstructBlipProcessor"}
    )
    model = InstructBlipForConditionalGeneration(InstructBlipConfig.from_pretrained(folder))
    _randomize(model, seed)
    tensors = dict(model.named_parameters())
    if tied:
        tensors.pop("language_model.lm_head.weight", None)
    _write_weights(folder, tensors, dtype, sharded)
    return folder


# A line for each family that the parity tests run.
MAKERS = {"qwen2_vl": make_qwen2_vl, "qwen3_vl": make_qwen3_vl, "qwen3_5": make_qwen3_5, "llava": make_llava, "gemma3": make_gemma3, "instructblip": make_instructblip}


class Words(NamedTuple):
    """What a family's template and tokenizer spell."""

    end: str  # ends an answer
    image: str  # stands for a feature of an image
    template_ends: bool = True  # the template writes `end` behind every answer


WORDS = {
    "llava": Words("</s>", "<image>", False),
    "gemma3": Words("<end_of_turn>", "<image_soft_token>"),
    "instructblip": Words("</s>", "<image>"),
}


def family_of(folder) -> str:
    return json.loads((Path(folder) / "config.json").read_text())["model_type"]


def words(folder) -> Words:
    return WORDS.get(family_of(folder), Words("<|im_end|>", "<|image_pad|>"))


def token_types(folder) -> str | None:
    """The input with which the reference wants to be told which tokens are an image's."""
    if is_qwen(folder):
        return "mm_token_type_ids"
    return "token_type_ids" if family_of(folder) == "gemma3" else None


# Families with Qwen's tokenizer and template.
QWEN = ("qwen2_vl", "qwen3_vl", "qwen3_5")

# Linear layers of language models, in attention, other mixers and MLPs.
LANGUAGE_LINEARS = r".*language_model.*\.((q|k|v|o|gate|up|down|out)_proj|in_proj_(qkv|z|b|a))"

# Families that take videos.
VIDEOS = ("qwen3_vl", "qwen3_5")


def is_qwen(folder) -> bool:
    return family_of(folder) in QWEN


# ---------------------------------------------------------------------------------------------------- the reference


def load_model(folder, dtype: torch.dtype = torch.float32, attention: str = "sdpa"):
    from transformers import AutoModelForImageTextToText

    model, info = AutoModelForImageTextToText.from_pretrained(
        str(folder), dtype=dtype, attn_implementation=attention, local_files_only=True, output_loading_info=True
    )
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        assert not info.get(kind), f"the reference finds {kind}: {info[kind]}"
    if family_of(folder) == "instructblip":
        plain_prompts.with_text_alone(model)
    return model.eval()


def decoder_of(model):
    """The language model without its head."""
    return model.model.language_model if hasattr(model, "model") else model.language_model.model


def head_of(model):
    return model.get_output_embeddings()


def load_processor(folder):
    from transformers import AutoProcessor

    processor = AutoProcessor.from_pretrained(str(folder), local_files_only=True)
    if family_of(folder) == "instructblip":
        return plain_prompts.Processor(processor)
    return processor
