"""Small tokenizers in the files that the hub's folders have, trained at test time; the real ones where the data is there."""

import functools
import json
import os
import shutil
from pathlib import Path

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

from checkpoint_files import CLIP_MEAN, CLIP_STD, write_json
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

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


@functools.cache
def _small_byte_level(vocabulary: int, split: str) -> Tokenizer:
    """Qwen's kind of tokenizer, without special tokens."""
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
        vocab_size=vocabulary, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(training_text(), trainer)
    return tokenizer


def byte_level_tokenizer(vocabulary: int, specials: list[str], split: str = QWEN_SPLIT) -> Tokenizer:
    """`vocabulary`: with the special tokens, which come last."""
    tokenizer = Tokenizer.from_str(_small_byte_level(vocabulary - len(specials), split).to_str())
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in specials])
    return tokenizer


def write_byte_level_tokenizer(folder: Path, vocabulary: int, specials: list[str], **config) -> dict[str, int]:
    """`config`: what tokenizer_config.json says beside the usual. Ids of the special tokens, and "size"."""
    tokenizer = byte_level_tokenizer(vocabulary, specials)
    tokenizer.save(str(folder / "tokenizer.json"))
    usual = {
        "add_prefix_space": False,
        "additional_special_tokens": specials[1:],
        "clean_up_tokenization_spaces": False,
        "model_max_length": 8192,
        "padding_side": "left",
        "unk_token": None,
    }
    write_json(folder / "tokenizer_config.json", usual | config)
    return {token: tokenizer.token_to_id(token) for token in specials} | {"size": tokenizer.get_vocab_size()}


def write_qwen_tokenizer(
    folder: Path, real: bool, vocabulary: int, processor: dict | None = None, split: str = QWEN_SPLIT
) -> dict[str, int]:
    """Ids of the special tokens, and "size". `processor`: what differs from Qwen2-VL's preprocessor_config.json."""
    source = data_folder() / "tokenizers" / "qwen2_vl"
    if real:
        for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.json", "preprocessor_config.json"):
            shutil.copyfile(source / name, folder / name)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    else:
        tokenizer = byte_level_tokenizer(vocabulary, QWEN_SPECIALS, split)
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
                "processor_class": (processor or {}).get("processor_class", "Qwen2VLProcessor"),
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


def write_grid_videos(folder: Path) -> None:
    """video_preprocessor_config.json of Qwen2-VL and Qwen2.5-VL."""
    write_json(
        folder / "video_preprocessor_config.json",
        {
            "cap_pixels_per_frame": False,
            "do_sample_frames": True,
            "fps": 2,
            "image_mean": CLIP_MEAN,
            "image_std": CLIP_STD,
            "merge_size": 2,
            "patch_size": 14,
            "size": {"longest_edge": 1003520, "shortest_edge": 3136},
            "temporal_patch_size": 2,
            "video_processor_type": "Qwen2VLVideoProcessor",
        },
    )


def write_qwen3_tokenizer(folder: Path, vocabulary: int, split: str = QWEN_SPLIT) -> dict[str, int]:
    """As write_qwen_tokenizer(), for families that share Qwen3-VL's processor: with video_preprocessor_config.json."""
    pixels = {
        "image_mean": [0.5] * 3,
        "image_std": [0.5] * 3,
        "image_processor_type": "Qwen2VLImageProcessorFast",
        "max_pixels": None,
        "min_pixels": None,
        "patch_size": 16,
        "processor_class": "Qwen3VLProcessor",
        "size": {"longest_edge": 16777216, "shortest_edge": 4096},
    }
    frames = {"video_processor_type": "Qwen3VLVideoProcessor", "merge_size": 2, "temporal_patch_size": 2, "fps": 2}
    write_json(folder / "video_preprocessor_config.json", pixels | frames)
    return write_qwen_tokenizer(folder, False, vocabulary, pixels, split)


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


def write_llama_tokenizer(
    folder: Path, real: bool, vocabulary: int, legacy: bool, more: tuple[str, ...] = (), processor: str = "LlavaProcessor"
) -> dict[str, int]:
    """`more`: further special tokens."""
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
    more = ("<image>", "<pad>", *more)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in more])
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
            "processor_class": processor,
            "tokenizer_class": "PreTrainedTokenizerFast" if legacy else "LlamaTokenizer",
            "unk_token": "<unk>",
        },
    )
    return {token: tokenizer.token_to_id(token) for token in more} | {"size": tokenizer.get_vocab_size()}


GEMMA_SPECIALS = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<start_of_turn>", "<end_of_turn>"]
GEMMA_IMAGE = {"boi_token": "<start_of_image>", "eoi_token": "<end_of_image>", "image_token": "<image_soft_token>"}


def write_gemma_tokenizer(
    folder: Path,
    vocabulary: int,
    specials: list[str] = GEMMA_SPECIALS,
    media: dict[str, str] = GEMMA_IMAGE,
    processor: str = "Gemma3Processor",
    more: tuple[str, ...] = (),
) -> dict[str, int]:
    """Runs of newlines are tokens of their own, as in the real one: what stands beside an image merges with its blank
    lines. `media`: tokens that tokenizer_config.json names; `more`: further tokens, which are not special. Ids of the
    special tokens, and "size"."""
    newlines = ["\n" * count for count in range(1, 5)]
    pieces = _llama_pieces(False, vocabulary - len(specials) - len(newlines) - len(media) - len(more))[3:]
    vocab = {piece: i for i, piece in enumerate(dict.fromkeys(specials + newlines + pieces))}
    tokenizer = Tokenizer(
        models.BPE(vocab=vocab, merges=_merges_of_pieces(pieces), unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<bos> $A", pair="<bos> $A <bos> $B", special_tokens=[("<bos>", vocab["<bos>"])]
    )
    special = [*specials, *media.values()]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=False) for token in [*newlines, *more]])
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(
        folder / "tokenizer_config.json",
        {
            "add_bos_token": True,
            "add_eos_token": False,
            "bos_token": "<bos>",
            "clean_up_tokenization_spaces": False,
            "eos_token": "<eos>",
            "extra_special_tokens": media,
            "model_max_length": 1000000000000000019884624838656,
            "pad_token": "<pad>",
            "processor_class": processor,
            "tokenizer_class": "GemmaTokenizer",
            "unk_token": "<unk>",
        }
        | media,
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


def write_bert_tokenizer(folder: Path, vocabulary: int) -> int:
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
