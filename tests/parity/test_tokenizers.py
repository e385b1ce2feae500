"""Our tokenizers against the `tokenizers` package: the same ids, the same decoded text."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

import corpus
import tokenizer_parts
from tokenizer_compare import compare


@pytest.fixture(scope="module")
def lines():
    return corpus.lines(4000, seed=7)


@pytest.fixture(scope="module")
def training_text():
    return corpus.lines(1500, seed=1)


def train(training_text, **parts):
    tokenizer = Tokenizer(parts.pop("model"))
    for name, part in parts.items():
        if name != "trainer":
            setattr(tokenizer, name, part)
    tokenizer.train_from_iterator(training_text, parts["trainer"])
    return tokenizer


def save(tokenizer, tmp_path):
    path = tmp_path / "tokenizer.json"
    tokenizer.save(str(path))
    return path


def test_qwen2_vl(run, data, lines, tmp_path):
    path = data / "tokenizers" / "qwen2_vl" / "tokenizer.json"
    ids = compare(run, path, lines, tmp_path)
    assert sum(map(len, ids)) > 100_000


def test_qwen2_vl_every_kind_of_character(run, data, tmp_path):
    compare(run, data / "tokenizers" / "qwen2_vl" / "tokenizer.json", corpus.every_kind_of_character(), tmp_path)


def test_broken_bytes(run, data, tmp_path):
    compare(run, data / "tokenizers" / "qwen2_vl" / "tokenizer.json", corpus.broken_bytes(2000, seed=3), tmp_path)


@pytest.fixture(scope="module")
def llama(data, tmp_path_factory):
    """Llama's SentencePiece model as the tokenizer.json files of its day: normalizer Prepend and Replace, no pre-tokenizer."""
    model = data / "tokenizers" / "llama" / "tokenizer.model"
    if not model.is_file():
        pytest.skip(f"no {model}")
    sentencepiece = pytest.importorskip("sentencepiece")
    sp = sentencepiece.SentencePieceProcessor(model_file=str(model))
    pieces = [sp.id_to_piece(i) for i in range(sp.get_piece_size())]
    vocab = {piece: i for i, piece in enumerate(pieces)}
    # The scores are the negated ranks of the pieces: a merge is any cut of a piece into two, the best piece first.
    scores = {piece: sp.get_score(i) for i, piece in enumerate(pieces)}
    merges = []
    for piece, i in vocab.items():
        if sp.is_control(i) or sp.is_byte(i) or sp.is_unknown(i):
            continue
        cuts = [(piece[:k], piece[k:]) for k in range(1, len(piece)) if piece[:k] in vocab and piece[k:] in vocab]
        cuts.sort(key=lambda cut: (vocab[cut[0]], vocab[cut[1]]))
        merges += [(-scores[piece], n, cut) for n, cut in enumerate(cuts)]
    merges.sort(key=lambda m: (m[0], m[1]))

    def make(style):
        tokenizer = Tokenizer(models.BPE(vocab, [m[2] for m in merges], unk_token="<unk>", fuse_unk=True, byte_fallback=True))
        if style == "normalizer":
            tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
        else:
            tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="first", split=False)
        tokenizer.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(content=" ", left=1)]
        )
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
        tokenizer.add_special_tokens([AddedToken(t, normalized=style == "normalizer", special=True) for t in ("<unk>", "<s>", "</s>")])
        tokenizer.add_tokens([AddedToken("<image>", special=True, normalized=False), AddedToken("<pad>", special=True, normalized=False)])
        path = tmp_path_factory.mktemp(style) / "tokenizer.json"
        tokenizer.save(str(path))
        return path

    return {style: make(style) for style in ("normalizer", "metaspace")}


@pytest.mark.parametrize("style", ["normalizer", "metaspace"])
def test_llama(run, llama, lines, style, tmp_path):
    extra = ["USER: <image>\nWhat is this? ASSISTANT: A cat.</s>", "<image> x", "<s> x</s>  y", "  <image>  "]
    ids = compare(run, llama[style], lines + extra, tmp_path)
    assert len(ids[0]) == 0


def test_llama_by_transformers(run, data, lines, tmp_path):
    """The tokenizer.json that transformers itself makes of the SentencePiece model."""
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("google.protobuf", reason="transformers needs protobuf to read a SentencePiece model")
    model = data / "tokenizers" / "llama" / "tokenizer.model"
    if not model.is_file():
        pytest.skip(f"no {model}")
    fast = transformers.LlamaTokenizerFast.from_pretrained(str(model.parent))
    assert fast.vocab_size >= 32000
    path = tmp_path / "tokenizer.json"
    fast.backend_tokenizer.save(str(path))
    compare(run, path, lines, tmp_path)


def test_byte_level(run, lines, training_text, tmp_path):
    """GPT-2 and OPT: the regular expression of ByteLevel itself, a prefix space, Roberta's post-processor."""
    tokenizer = train(
        training_text,
        model=models.BPE(),
        pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=True),
        decoder=decoders.ByteLevel(),
        trainer=trainers.BpeTrainer(vocab_size=2000, special_tokens=["<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 1), ("<s>", 0))
    compare(run, save(tokenizer, tmp_path), lines, tmp_path)


def test_clip_like(run, lines, training_text, tmp_path):
    """CLIP: lower case, one space, words end in </w>, an unknown token."""
    tokenizer = train(
        training_text,
        model=models.BPE(unk_token="<|endoftext|>", end_of_word_suffix="</w>"),
        normalizer=normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]),
        pre_tokenizer=pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(
                    Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), behavior="removed", invert=True
                ),
                pre_tokenizers.ByteLevel(add_prefix_space=False),
            ]
        ),
        decoder=decoders.ByteLevel(),
        trainer=trainers.BpeTrainer(
            vocab_size=1500, special_tokens=["<|startoftext|>", "<|endoftext|>"], end_of_word_suffix="</w>",
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    tokenizer.post_processor = processors.RobertaProcessing(
        ("<|endoftext|>", 1), ("<|startoftext|>", 0), trim_offsets=False, add_prefix_space=False
    )
    compare(run, save(tokenizer, tmp_path), lines, tmp_path)


@pytest.mark.parametrize("lowercase, accents, ideographs", [(True, None, True), (False, None, True), (True, False, False), (False, True, True)])
@pytest.mark.parametrize("cleanup", [True, False])
def test_bert(run, lines, training_text, lowercase, accents, ideographs, cleanup, tmp_path):
    """BERT: pieces of words, its own normalizer and pre-tokenizer, [CLS] and [SEP] around."""
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer = train(
        training_text,
        model=models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=40),
        normalizer=normalizers.BertNormalizer(
            clean_text=True, handle_chinese_chars=ideographs, strip_accents=accents, lowercase=lowercase
        ),
        pre_tokenizer=pre_tokenizers.BertPreTokenizer(),
        decoder=decoders.WordPiece(cleanup=cleanup),
        trainer=trainers.WordPieceTrainer(vocab_size=1500, special_tokens=specials),
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    path = save(tokenizer, tmp_path)
    # Which newer characters are marks, controls or punctuation differs with the reference's tables, which stand at Unicode 8.
    inputs = [line for line in lines if all(ord(c) < 0x800 or 0x3000 <= ord(c) < 0xA000 for c in line)]
    inputs += ["a" * 40, "a" * 41, "é" * 41, "[CLS] x [SEP][MASK]", "I don't; we 've ' seen it . do not!", "日本 語a漢字b"]
    ids = compare(run, path, inputs, tmp_path)
    assert sum(map(len, ids)) > 10_000
    assert any(len(i) > 3 and 1 not in i for i in ids)
    # Files from before 0.9 name no type.
    file = json.loads(path.read_text(encoding="utf-8"))
    del file["model"]["type"]
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    compare(run, path, inputs[:500], tmp_path)


SPLITS = {
    "qwen2": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "gpt2": r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    "llama3": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "o200k": r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "words": r"\w+|[^\w\s]+",
    "han": r"\p{Han}+|\d+|\W|\D",
    "boundary": r"\b\w|^.|\S$",
    "negated": r"[\S]+|\P{L}",
}


def cuts(split, tmp_path):
    """A tokenizer that shows where `split` cuts: every piece begins with a mark, then come its bytes."""
    vocab = {"<unk>": 0, "▁": 1} | {f"<0x{byte:02X}>": 2 + byte for byte in range(256)}
    tokenizer = Tokenizer(models.BPE(vocab, [], unk_token="<unk>", byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.Metaspace(prepend_scheme="always", split=False)])
    return save(tokenizer, tmp_path)


@pytest.mark.parametrize("name", SPLITS)
def test_expressions(run, lines, name, tmp_path):
    split = pre_tokenizers.Split(Regex(SPLITS[name]), "isolated")
    compare(run, cuts(split, tmp_path), lines[:1000] + corpus.every_kind_of_character(), tmp_path)


@pytest.mark.parametrize("behavior", ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"])
@pytest.mark.parametrize("invert", [False, True])
def test_behaviors(run, training_text, lines, behavior, invert, tmp_path):
    tokenizer = train(
        training_text,
        model=models.BPE(unk_token="<unk>"),
        pre_tokenizer=pre_tokenizers.Split(Regex(r"[aeiou .]"), behavior, invert),
        trainer=trainers.BpeTrainer(vocab_size=3000, special_tokens=["<unk>"]),
    )
    compare(run, save(tokenizer, tmp_path), lines[:1000], tmp_path)


PRE_TOKENIZERS = {
    "digits": pre_tokenizers.Digits(individual_digits=True),
    "digit groups": pre_tokenizers.Digits(individual_digits=False),
    "punctuation": pre_tokenizers.Punctuation("isolated"),
    "whitespace": pre_tokenizers.Whitespace(),
    "whitespace split": pre_tokenizers.WhitespaceSplit(),
    "bert": pre_tokenizers.BertPreTokenizer(),
    "delimiter": pre_tokenizers.CharDelimiterSplit("e"),
    "literal": pre_tokenizers.Split(".", "merged_with_previous"),
    "length": pre_tokenizers.FixedLength(3),
    "scripts": pre_tokenizers.UnicodeScripts(),
    "smolvlm": pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]),
}


@pytest.mark.parametrize("name", PRE_TOKENIZERS)
def test_pre_tokenizers(run, lines, name, tmp_path):
    # Which newer characters are punctuation differs with the reference's tables, which stand at Unicode 8.
    if name in ("punctuation", "bert"):
        inputs = [line for line in lines if all(ord(c) < 0x800 for c in line)]
    else:
        inputs = lines[:1000] + corpus.every_kind_of_character()
    compare(run, cuts(PRE_TOKENIZERS[name], tmp_path), inputs, tmp_path)


@pytest.mark.parametrize("scheme", ["always", "first", "never"])
def test_metaspace(run, training_text, lines, scheme, tmp_path):
    tokenizer = train(
        training_text,
        model=models.BPE(unk_token="<unk>", fuse_unk=True),
        pre_tokenizer=pre_tokenizers.Metaspace(prepend_scheme=scheme),
        decoder=decoders.Metaspace(prepend_scheme=scheme),
        trainer=trainers.BpeTrainer(vocab_size=2500, special_tokens=["<unk>"]),
    )
    compare(run, save(tokenizer, tmp_path), lines[:1000], tmp_path)


NORMALIZERS = {
    "nfc": normalizers.NFC(),
    "nfd": normalizers.NFD(),
    "nfkc": normalizers.NFKC(),
    "nfkd": normalizers.NFKD(),
    "lowercase": normalizers.Lowercase(),
    "strip": normalizers.Strip(),
    "strip left": normalizers.Strip(right=False),
    "replace": normalizers.Sequence([normalizers.Replace(Regex(r"(\d)|e+|(?<=t)h"), "x"), normalizers.Replace("..", "")]),
    "prepend": normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]),
    "accents": normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents()]),
    "nmt": normalizers.Nmt(),
}


@pytest.mark.parametrize("name", NORMALIZERS)
def test_normalizers(run, training_text, lines, name, tmp_path):
    tokenizer = train(
        training_text,
        model=models.BPE(),
        normalizer=NORMALIZERS[name],
        pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=False),
        decoder=decoders.ByteLevel(),
        trainer=trainers.BpeTrainer(vocab_size=1000, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.add_tokens([AddedToken("Déjà.. vu", normalized=True), AddedToken("IM", normalized=False)])
    extra = ["Déjà.. vu IM de\u0301ja\u0300.. VU", "xDéjà.. vuIM"]
    # Which newer characters are marks differs with the Unicode version.
    if name == "accents":
        inputs = [line for line in lines if all(ord(c) < 0x800 for c in line)]
    else:
        inputs = lines[:1000] + corpus.every_kind_of_character()
    compare(run, save(tokenizer, tmp_path), inputs + extra, tmp_path)


def test_added_tokens(run, training_text, tmp_path):
    tokenizer = train(
        training_text,
        model=models.BPE(),
        normalizer=normalizers.Lowercase(),
        pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=True),
        decoder=decoders.ByteLevel(),
        trainer=trainers.BpeTrainer(vocab_size=800, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.add_tokens(
        [
            AddedToken("<mask>", lstrip=True, special=True, normalized=False),
            AddedToken("<r>", rstrip=True, special=True, normalized=False),
            AddedToken("<both>", lstrip=True, rstrip=True, special=True, normalized=False),
            AddedToken("word", single_word=True, normalized=True),
            AddedToken("Yes", single_word=True, normalized=False),
            AddedToken("ab", normalized=False),
            AddedToken("abc", normalized=False),
            AddedToken("abcde", normalized=False),
            AddedToken("  ", normalized=False),
            AddedToken("\n", normalized=False),
            AddedToken("Straße", normalized=True),
        ]
    )
    rng = corpus.random.Random(5)
    parts = ["<mask>", "<r>", "<both>", "word", "WORD", "sword", "words", "Yes", "yes", "Yess", "ab", "abc", "abcd", "abcde", "  ", " ", "\n", "\t",
             "\u3000", "\u180e", "STRASSE", "Straße", "straße", "x", "é", "_", "²", "\u200d", ".", "-", "\u0301", "Ⓐ"]
    inputs = ["".join(rng.choice(parts) for _ in range(rng.randint(1, 12))) for _ in range(2000)]
    compare(run, save(tokenizer, tmp_path), inputs, tmp_path)


@pytest.mark.parametrize("fuse", [False, True])
def test_byte_fallback_and_prefix(run, lines, fuse, tmp_path):
    """Bytes for only some characters, an unknown token for the rest, a prefix for subwords."""
    vocab = {"<unk>": 0, "a": 1, "##b": 2, "##c": 3, "ab": 4, "b": 5, "abc": 6, "##bc": 7, "##a": 8}
    for byte in list(range(0xC3, 0xC5)) + list(range(0xA0, 0xB0)) + [0x20, ord("#")]:
        vocab[f"<0x{byte:02X}>"] = len(vocab)
    tokenizer = Tokenizer(
        models.BPE(vocab, [("a", "##b"), ("##b", "##c"), ("ab", "##c")], unk_token="<unk>", fuse_unk=fuse, byte_fallback=True,
                   continuing_subword_prefix="##")
    )
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    rng = corpus.random.Random(2)
    inputs = lines[:500] + ["".join(rng.choice("abc é日zĄ") for _ in range(rng.randint(1, 20))) for _ in range(1500)]
    compare(run, save(tokenizer, tmp_path), inputs, tmp_path)


def test_old_merges(run, lines, training_text, tmp_path):
    """Merges as "a b" texts, as files had them before 0.20."""
    tokenizer = train(
        training_text,
        model=models.BPE(),
        pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=False),
        decoder=decoders.BPEDecoder("e"),
        trainer=trainers.BpeTrainer(vocab_size=1500, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()),
    )
    path = save(tokenizer, tmp_path)
    file = json.loads(path.read_text(encoding="utf-8"))
    assert all(isinstance(m, list) for m in file["model"]["merges"])
    file["model"]["merges"] = [" ".join(m) for m in file["model"]["merges"]]
    path.write_text(json.dumps(file, ensure_ascii=False), encoding="utf-8")
    compare(run, path, lines[:1000], tmp_path)


@pytest.mark.parametrize("seed", range(24))
def test_random_combinations(run, lines, training_text, seed, tmp_path):
    """Models, normalizers, pre-tokenizers, post-processors and decoders as no one puts them together."""
    chosen = lines[seed * 40 : seed * 40 + 400]
    tokenizer = tokenizer_parts.random_tokenizer(seed, training_text[6:400], chosen)
    compare(run, save(tokenizer, tmp_path), chosen, tmp_path)


@pytest.mark.parametrize("name", tokenizer_parts.CHAR_MAPS)
def test_precompiled(run, lines, training_text, name, tmp_path):
    """The maps of characters that SentencePiece compiles, as tokenizer.json holds them."""
    blob = tokenizer_parts.char_map(name, tmp_path)
    tokenizer = train(
        training_text,
        model=models.BPE(),
        normalizer=normalizers.Precompiled(blob),
        pre_tokenizer=pre_tokenizers.ByteLevel(add_prefix_space=False),
        decoder=decoders.ByteLevel(),
        trainer=trainers.BpeTrainer(vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()),
    )
    # The reference's graphemes stand at Unicode 17, which has further marks here.
    inputs = [line for line in lines[:1500] + corpus.every_kind_of_character() if not any("\u1acf" <= c <= "\u1aeb" for c in line)]
    compare(run, save(tokenizer, tmp_path), inputs, tmp_path)


def test_unigram_without_an_unknown_token(build, tmp_path):
    tokenizer = Tokenizer(models.Unigram([("a", -1.0), ("b", -2.0)], None, False))
    path = save(tokenizer, tmp_path)
    (tmp_path / "lines").write_text('"ab"\n"abc"\n')
    done = subprocess.run([build / "bin" / "parity_tokenizers", path, tmp_path / "lines"], capture_output=True, text=True)
    assert done.returncode == 2 and "no piece of the vocabulary covers the text \"c\"" in done.stderr, done.stderr
    assert json.loads(done.stdout.split("\n")[0])["ids"] == [0, 1]


def test_real_tokenizers(run, lines, tmp_path):
    """Each tokenizer.json under the folder that ATELIER_TOKENIZERS names."""
    folder = os.environ.get("ATELIER_TOKENIZERS")
    paths = sorted(Path(folder).rglob("tokenizer.json")) if folder else []
    if not paths:
        pytest.skip("ATELIER_TOKENIZERS names no folder with tokenizers")
    for path in paths:
        compare(run, path, lines, tmp_path)
