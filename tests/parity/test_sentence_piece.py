"""SentencePiece models against the `sentencepiece` library, and the vocabulary files of older folders against transformers."""

import gzip
import itertools
import json
import random
import subprocess

import pytest
import sentencepiece
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

import corpus
from tokenizer_compare import OfSentencePiece, OfTransformers, compare


@pytest.fixture(scope="module")
def lines():
    return corpus.lines(1500, seed=17)


@pytest.fixture(scope="module")
def training_text():
    # No line of the trainer may be empty, and it takes no tabs.
    return [" ".join(line.split()) for line in corpus.lines(1200, seed=2) if line.split()]


def train(training_text, path, **options):
    options = {"vocab_size": 2400, "hard_vocab_limit": False, "character_coverage": 0.98, "minloglevel": 2, "num_threads": 1} | options
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(training_text), model_prefix=str(path), **options)
    return path.with_suffix(".model")


def random_options(seed):
    rng = random.Random(seed)
    options = {
        "model_type": ["bpe", "unigram"][seed % 2],
        "byte_fallback": rng.random() < 0.5,
        "normalization_rule_name": rng.choice(["identity", "nmt_nfkc", "nfkc", "nmt_nfkc_cf", "nfkc_cf"]),
        "add_dummy_prefix": rng.random() < 0.7,
        "remove_extra_whitespaces": rng.random() < 0.5,
        "treat_whitespace_as_suffix": rng.random() < 0.2,
        "split_digits": rng.random() < 0.3,
        "vocab_size": rng.choice([2300, 3000]),
    }
    if rng.random() < 0.6:
        options["user_defined_symbols"] = rng.sample(["<image>", "the", "日本", "▁it", "😀", "ab", "<|im_end|>", "'s"], 3)
    if rng.random() < 0.4:
        options["control_symbols"] = ["<ctrl>", "<|im_start|>"]
    if rng.random() < 0.4:
        options |= {"unk_id": 3, "bos_id": 0, "eos_id": 1, "pad_id": 2, "unk_surface": "<?>"}
    return options


@pytest.mark.parametrize("seed", range(16))
def test_trained_models(run, lines, training_text, seed, tmp_path):
    path = train(training_text, tmp_path / "m", **random_options(seed))
    compare(run, path, lines[seed * 20 :: 3], tmp_path, OfSentencePiece(path))


@pytest.mark.parametrize("kind", ["bpe", "unigram"])
def test_unused_pieces(run, lines, training_text, kind, tmp_path):
    """Pieces that a vocabulary restriction turns off."""
    from sentencepiece import sentencepiece_model_pb2

    path = train(training_text, tmp_path / "m", model_type=kind, byte_fallback=True)
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(path.read_bytes())
    rng = random.Random(5)
    for piece in model.pieces:
        if piece.type == piece.NORMAL and len(piece.piece) > 1 and rng.random() < 0.3:
            piece.type = piece.UNUSED
    path.write_bytes(model.SerializeToString())
    compare(run, path, lines, tmp_path, OfSentencePiece(path))


@pytest.mark.parametrize("word", ["bc", "bcde", "éà", "日本"])
def test_pieces_of_the_user(run, training_text, word, tmp_path):
    """How much they are worth beside pieces that overlap them."""
    from sentencepiece import sentencepiece_model_pb2

    path = train(training_text[:50], tmp_path / "m", normalization_rule_name="identity", add_dummy_prefix=False)
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(path.read_bytes())
    length = len(word.encode())
    picked = set()
    for worth in (-3, -0.05, 0.1 * length - 0.15, 0.1 * length - 0.05, 0.1 * length + 0.5, 3):
        del model.pieces[3:]
        score = (worth - 10 + (len(word) - 2) * 5) / 2
        overlapping = {"Q" + word[0]: score, word[-1] + "Z": score}
        for text, value in ({c: -5.0 for c in "QZ" + word} | overlapping | {word: 0.0}).items():
            model.pieces.add(piece=text, score=value, type=4 if text == word else 1)
        path.write_bytes(model.SerializeToString())
        reference = OfSentencePiece(path)
        compare(run, path, [f"Q{word}Z", word, word * 3], tmp_path, reference)
        picked.add(word in reference.processor.encode(f"Q{word}Z", out_type=str))
    assert picked == {True, False}


def test_llama(run, data, lines, tmp_path):
    path = data / "tokenizers" / "llama" / "tokenizer.model"
    if not path.is_file():
        pytest.skip(f"no {path}")
    compare(run, path, lines, tmp_path, OfSentencePiece(path))


def test_damaged_models(run, build, training_text, tmp_path):
    path = train(training_text[:300], tmp_path / "m", model_type="word", vocab_size=1500)
    with pytest.raises(AssertionError, match="WORD is not supported"):
        run("parity_tokenizers", path, path)
    path = train(training_text[:300], tmp_path / "m", vocab_size=1000)
    whole = path.read_bytes()
    (tmp_path / "lines").write_text('"a b"\n')
    rng = random.Random(8)
    refused = 0
    for _ in range(80):
        broken = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.3 else whole)
        for _ in range(rng.randint(1, 20)):
            if broken:
                broken[rng.randrange(len(broken))] = rng.randrange(256)
        path.write_bytes(broken)
        command = [build / "bin" / "parity_tokenizers", path, tmp_path / "lines"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode in (0, 2), done
        refused += done.returncode == 2
        assert done.returncode == 0 or "m.model" in done.stderr, done
    assert refused > 20


# Folders without tokenizer.json

FLAGS = [
    {"content": "<image>", "special": True, "normalized": False, "lstrip": False, "rstrip": False, "single_word": False},
    {"content": "<|im_end|>", "special": True, "normalized": False, "lstrip": True, "rstrip": True, "single_word": False},
    {"content": "Déjà", "special": False, "normalized": True, "lstrip": False, "rstrip": False, "single_word": True},
]


def write(folder, name, **config):
    folder.mkdir(exist_ok=True)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": name} | config))


def decoder_of(first):
    return {str(first + i): token for i, token in enumerate(FLAGS)}


def byte_level(folder, training_text, specials, suffix=""):
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix=suffix))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(
        training_text,
        trainers.BpeTrainer(vocab_size=1200, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), end_of_word_suffix=suffix, show_progress=False),
    )
    folder.mkdir()
    tokenizer.model.save(str(folder))
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    for special in specials:
        vocab.setdefault(special, len(vocab))
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    return len(vocab)


@pytest.mark.parametrize("config", [{}, {"add_prefix_space": True, "add_bos_token": True}, {"bos_token": "</s>", "pad_token": "<pad>", "added": True}])
def test_gpt2(run, lines, training_text, config, tmp_path):
    folder = tmp_path / "model"
    size = byte_level(folder, training_text, ["<|endoftext|>", "</s>"])
    if config.pop("added", False):
        config = config | {"added_tokens_decoder": decoder_of(size)}
    write(folder, "GPT2Tokenizer", **config)
    compare(run, folder, lines, tmp_path, OfTransformers(folder))


def test_qwen2(run, lines, training_text, tmp_path):
    folder = tmp_path / "model"
    size = byte_level(folder, training_text, ["<|endoftext|>"])
    write(folder, "Qwen2Tokenizer", bos_token=None, unk_token=None, eos_token="<|endoftext|>", added_tokens_decoder=decoder_of(size))
    compare(run, folder, lines, tmp_path, OfTransformers(folder))


def test_real_qwen2(run, data, lines, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    for name in ("vocab.json", "merges.txt", "tokenizer_config.json"):
        (folder / name).write_bytes((data / "tokenizers" / "qwen2_vl" / name).read_bytes())
    compare(run, folder, lines, tmp_path, OfTransformers(folder))


def write_clip(folder, path):
    """OpenAI's vocabulary as transformers lays it out: bytes, bytes that end words, merges, two marks."""
    merges = gzip.open(path).read().decode().split("\n")[1 : 49152 - 256 - 2 + 1]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    order = sorted(alphabet, key=lambda c: (ord(c) > 255, ord(c)))
    tokens = order + [c + "</w>" for c in order] + ["".join(m.split()) for m in merges] + ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir()
    (folder / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")


def without_separators(lines):
    """Python's strip(), with which transformers ends CLIP's decode(), takes them away too."""
    return [line for line in lines if not set(line) & set("\x1c\x1d\x1e\x1f")]


def test_real_clip(run, data, lines, tmp_path):
    path = data / "tokenizers" / "clip" / "bpe_simple_vocab_16e6.txt.gz"
    if not path.is_file():
        pytest.skip(f"no {path}")
    folder = tmp_path / "model"
    write_clip(folder, path)
    write(folder, "CLIPTokenizer")
    compare(run, folder, without_separators(lines), tmp_path, OfTransformers(folder))


def test_clip(run, lines, training_text, tmp_path):
    folder = tmp_path / "model"
    size = byte_level(folder, training_text, ["<|startoftext|>", "<|endoftext|>"], suffix="</w>")
    write(folder, "CLIPTokenizer", added_tokens_decoder=decoder_of(size))
    compare(run, folder, without_separators(lines), tmp_path, OfTransformers(folder))


@pytest.mark.parametrize("lower, chinese", list(itertools.product([True, False], [True, False])))
def test_bert(run, lines, training_text, lower, chinese, tmp_path):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(training_text, trainers.WordPieceTrainer(vocab_size=900, special_tokens=specials, show_progress=False))
    folder = tmp_path / "model"
    folder.mkdir()
    tokens = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    (folder / "vocab.txt").write_text("".join(token + "\n" for token, _ in tokens), encoding="utf-8")
    write(folder, "BertTokenizer", do_lower_case=lower, tokenize_chinese_chars=chinese)
    # Which newer characters are marks or punctuation differs with the reference's tables, which stand at Unicode 8.
    inputs = [line for line in lines if all(ord(c) < 0x800 or 0x3000 <= ord(c) < 0xA000 for c in line)]
    compare(run, folder, inputs, tmp_path, OfTransformers(folder))


@pytest.mark.parametrize("config", [{"add_bos_token": True}, {"legacy": True, "add_bos_token": True, "add_eos_token": True}, {"add_prefix_space": False, "added": True}])
def test_llama_folder(run, lines, training_text, config, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    path = train(training_text, folder / "tokenizer", model_type="bpe", byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False)
    if config.pop("added", False):
        config = config | {"added_tokens_decoder": decoder_of(sentencepiece.SentencePieceProcessor(model_file=str(path)).get_piece_size())}
    (folder / "tokenizer.vocab").unlink()
    write(folder, "LlamaTokenizer", **config)
    compare(run, folder, lines, tmp_path, OfTransformers(folder))


def test_real_llama_folder(run, data, lines, tmp_path):
    path = data / "tokenizers" / "llama" / "tokenizer.model"
    if not path.is_file():
        pytest.skip(f"no {path}")
    folder = tmp_path / "model"
    write(folder, "LlamaTokenizer", add_bos_token=True)
    (folder / "tokenizer.model").write_bytes(path.read_bytes())
    compare(run, folder, lines, tmp_path, OfTransformers(folder))


def test_unknown_classes_are_named(run, training_text, tmp_path):
    folder = tmp_path / "model"
    byte_level(folder, training_text[:200], [])
    write(folder, "XyzTokenizer")
    with pytest.raises(AssertionError, match='"XyzTokenizer" is not known without a tokenizer.json.*GPT2Tokenizer'):
        run("parity_tokenizers", folder, folder / "vocab.json")
    (folder / "merges.txt").unlink()
    with pytest.raises(AssertionError, match="merges.txt is missing"):
        run("parity_tokenizers", folder, folder / "vocab.json")
