"""Tokenizers put together at random, and the character maps that SentencePiece compiles."""

import io
import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

CHAR_MAPS = ["nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf"]
SPECIALS = ["<unk>", "<s>", "</s>"]


def char_map(name, folder):
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c"] * 20), model_writer=out, vocab_size=8, hard_vocab_limit=False, normalization_rule_name=name,
        minloglevel=2,
    )  # fmt: skip
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(out.getvalue())
    return model.normalizer_spec.precompiled_charsmap


# Parts whose tables stand at another Unicode in the reference (BertNormalizer, Punctuation) have tests of their own.
NORMALIZERS = [
    normalizers.NFC, normalizers.NFD, normalizers.NFKC, normalizers.NFKD, normalizers.Lowercase, normalizers.StripAccents, normalizers.Nmt,
    lambda: normalizers.Strip(left=True, right=False), lambda: normalizers.Strip(left=False, right=True), normalizers.Strip,
    lambda: normalizers.Prepend("▁"), lambda: normalizers.Replace(" ", "▁"), lambda: normalizers.Replace(Regex(r"\s{2,}"), " "),
    lambda: normalizers.Replace(Regex(r"(?i)e|[0-9]+"), "#"), normalizers.ByteLevel,
]  # fmt: skip
BEHAVIORS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]
PATTERNS = [r"\s+", r"\p{L}+", r"\d", r"[aeiou]", r"\w+|[^\w\s]+", r"(?=[A-Z])", r"[^\p{L}]"]


def random_normalizer(rng):
    parts = [rng.choice(NORMALIZERS)() for _ in range(rng.randint(0, 3))]
    return None if not parts else parts[0] if len(parts) == 1 else normalizers.Sequence(parts)


def random_pre_tokenizer(rng):
    kinds = [
        lambda: pre_tokenizers.ByteLevel(add_prefix_space=rng.random() < 0.5, use_regex=rng.random() < 0.7),
        lambda: pre_tokenizers.Metaspace(
            replacement=rng.choice("▁_"), prepend_scheme=rng.choice(["always", "first", "never"]), split=rng.random() < 0.7
        ),
        pre_tokenizers.Whitespace,
        pre_tokenizers.WhitespaceSplit,
        lambda: pre_tokenizers.Split(Regex(rng.choice(PATTERNS)), rng.choice(BEHAVIORS), rng.random() < 0.4),
        lambda: pre_tokenizers.Split(rng.choice([" ", "e", "th"]), rng.choice(BEHAVIORS), rng.random() < 0.4),
        lambda: pre_tokenizers.Digits(individual_digits=rng.random() < 0.5),
        lambda: pre_tokenizers.CharDelimiterSplit(rng.choice(" e.")),
        pre_tokenizers.UnicodeScripts,
        lambda: pre_tokenizers.FixedLength(rng.randint(1, 6)),
    ]
    parts = [rng.choice(kinds)() for _ in range(rng.randint(0, 3))]
    return None if not parts else parts[0] if len(parts) == 1 else pre_tokenizers.Sequence(parts)


def random_decoder(rng):
    kinds = [
        decoders.ByteLevel,
        lambda: decoders.Metaspace(replacement=rng.choice("▁_"), prepend_scheme=rng.choice(["always", "first", "never"])),
        lambda: decoders.WordPiece(prefix="##", cleanup=rng.random() < 0.5),
        lambda: decoders.BPEDecoder(suffix="</w>"),
        lambda: decoders.CTC(pad_token="<s>", word_delimiter_token=rng.choice("▁e"), cleanup=rng.random() < 0.5),
        decoders.Fuse,
        lambda: decoders.Strip(content=rng.choice(" ▁e"), left=rng.randint(0, 2), right=rng.randint(0, 2)),
        lambda: decoders.Replace(rng.choice(["▁", "Ġ", "e"]), rng.choice([" ", "", "xx"])),
        lambda: decoders.Replace(Regex(r"[aeiou]\w"), "-"),
        decoders.ByteFallback,
    ]
    parts = [rng.choice(kinds)() for _ in range(rng.randint(0, 3))]
    return None if not parts else parts[0] if len(parts) == 1 else decoders.Sequence(parts)


def random_post_processor(rng):
    kinds = [
        lambda: processors.BertProcessing(("</s>", 2), ("<s>", 1)),
        lambda: processors.RobertaProcessing(("</s>", 2), ("<s>", 1)),
        lambda: processors.TemplateProcessing(single="<s> $A </s> </s>", pair="$A $B", special_tokens=[("<s>", 1), ("</s>", 2)]),
        processors.ByteLevel,
    ]
    # Tokens around a text that already has some are not implemented in the reference.
    chosen = rng.choice([None, *kinds])
    return chosen and (processors.Sequence([processors.ByteLevel(), chosen()]) if rng.random() < 0.3 else chosen())


def random_added_tokens(rng, flags):
    flag = lambda: flags and rng.random() < 0.4  # noqa: E731
    contents = rng.sample(["<image>", "the", "Déjà", " it", "😀", "[X]", "<|im_end|>", "ab", "日本", "\n\n", "▁", "quick brown"], rng.randint(0, 6))
    return [AddedToken(c, single_word=flag(), lstrip=flag(), rstrip=flag(), normalized=flag(), special=flag()) for c in contents]


def survives(tokenizer, lines):
    """The reference panics on some texts where added tokens strip white space, and where a decoder strips short ones."""
    try:
        for line in lines:
            tokenizer.decode(tokenizer.encode(line, add_special_tokens=False).ids)
        return True
    except BaseException as panic:  # no Exception
        if type(panic).__name__ != "PanicException":
            raise
        return False


def random_model(rng, text):
    """A model and what trains it."""
    kind = rng.choice(["bpe", "bpe", "unigram", "unigram", "word piece", "word level"])
    size = rng.choice([300, 800, 1500])
    common = {"special_tokens": SPECIALS, "show_progress": False}
    if kind == "bpe":
        prefix, suffix = rng.choice([("", ""), ("", ""), ("##", ""), ("", "</w>")])
        options = {"continuing_subword_prefix": prefix, "end_of_word_suffix": suffix}
        model = models.BPE(unk_token="<unk>", fuse_unk=rng.random() < 0.5, ignore_merges=rng.random() < 0.2, **options)
        return model, trainers.BpeTrainer(vocab_size=size, limit_alphabet=120, **options, **common)
    if kind == "unigram":
        return models.Unigram(), trainers.UnigramTrainer(vocab_size=size + 1500, unk_token="<unk>", max_piece_length=12, **common)
    if kind == "word piece":
        model = models.WordPiece(unk_token="<unk>", max_input_chars_per_word=rng.choice([5, 100]), continuing_subword_prefix="##")
        return model, trainers.WordPieceTrainer(vocab_size=size, limit_alphabet=200, **common)
    return models.WordLevel(unk_token="<unk>"), trainers.WordLevelTrainer(vocab_size=size, **common)


def with_bytes(tokenizer, rng):
    """The same with pieces for bytes, which trainers do not make."""
    import json

    file = json.loads(tokenizer.to_str())
    model = file["model"]
    if model["type"] not in ("BPE", "Unigram") or rng.random() < 0.5:
        return tokenizer
    names = [f"<0x{byte:02X}>" for byte in range(256)]
    if model["type"] == "BPE":
        first = max(model["vocab"].values()) + 1
        model["vocab"] |= {name: first + i for i, name in enumerate(names)}
    else:
        model["vocab"] += [[name, -20.0] for name in names]
    model["byte_fallback"] = True
    return Tokenizer.from_str(json.dumps(file))


def random_tokenizer(seed, text, lines):
    """`lines`: what it must be able to encode."""
    rng = random.Random(seed)
    model, trainer = random_model(rng, text)
    tokenizer = Tokenizer(model)
    normalizer, pre_tokenizer = random_normalizer(rng), random_pre_tokenizer(rng)
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre_tokenizer:
        tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.train_from_iterator(text, trainer)
    tokenizer = with_bytes(tokenizer, rng)
    if processor := random_post_processor(rng):
        tokenizer.post_processor = processor
    for flags in [True] * 6 + [False] * 6:
        with_tokens = Tokenizer.from_str(tokenizer.to_str())
        if decoder := random_decoder(rng):
            with_tokens.decoder = decoder
        with_tokens.add_tokens(random_added_tokens(rng, flags))
        if survives(with_tokens, lines):
            return with_tokens
    raise AssertionError(f"the reference panics with the random tokenizer {seed}")
