"""Our tokenizers beside a reference: the same ids and the same text, line for line."""

import json

from tokenizers import Tokenizer


class OfTokenizers:
    """A tokenizer.json as the `tokenizers` package reads it."""

    def __init__(self, path):
        self.tokenizer = Tokenizer.from_file(str(path))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()

    def encode(self, texts, special):
        if special and not self.tokenizer.post_processor:
            return None  # the same as without
        return [e.ids for e in self.tokenizer.encode_batch(texts, add_special_tokens=special)]

    def decode(self, ids, skip):
        # The empty text's Llama decoder chain fails in the reference; nothing there is nothing here.
        texts = self.tokenizer.decode_batch(ids, skip_special_tokens=skip)
        return [text if one else "" for one, text in zip(ids, texts)]


class OfSentencePiece:
    def __init__(self, path):
        import sentencepiece

        self.processor = sentencepiece.SentencePieceProcessor(model_file=str(path))

    def encode(self, texts, special):
        return None if special else self.processor.encode(texts)

    def decode(self, ids, skip):
        return [self.processor.decode(one) for one in ids]


class OfTransformers:
    """A folder as transformers reads it. Its own decode() is compared only where it does what the backend does."""

    def __init__(self, folder, decoded=True):
        from transformers import AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(str(folder))
        self.decoded = decoded

    def encode(self, texts, special):
        return self.tokenizer(texts, add_special_tokens=special)["input_ids"]

    def decode(self, ids, skip):
        options = {"skip_special_tokens": skip, "clean_up_tokenization_spaces": False}
        return [self.tokenizer.decode(one, **options) if one else "" for one in ids] if self.decoded else None


def differences(run, path, inputs, tmp_path, reference):
    """Our ids of each input, and what differs. `inputs`: texts, or bytes, which the reference sees decoded with errors='replace'."""
    given = tmp_path / "lines.jsonl"
    given.write_text("".join(json.dumps({"hex": i.hex()} if isinstance(i, bytes) else i) + "\n" for i in inputs), encoding="utf-8")
    # Split at "\n" alone: the output holds U+2028 and its like unescaped.
    ours = [json.loads(line) for line in run("parity_tokenizers", path, given).split("\n") if line]
    assert len(ours) == len(inputs)
    texts = [i.decode("utf-8", errors="replace") if isinstance(i, bytes) else i for i in inputs]
    ids = reference.encode(texts, False)
    expected = {
        "ids": ids,
        "special": reference.encode(texts, True) or ids,
        "text": reference.decode(ids, True),
        "all": reference.decode(ids, False),
    }
    bad = []
    for i, (text, mine) in enumerate(zip(texts, ours)):
        for key, values in expected.items():
            if values is not None and mine[key] != values[i]:
                bad.append((text, key, mine[key], values[i]))
                break
    return [mine["ids"] for mine in ours], bad


def compare(run, path, inputs, tmp_path, reference=None):
    ids, bad = differences(run, path, inputs, tmp_path, reference or OfTokenizers(path))
    assert not bad, f"{len(bad)} of {len(inputs)} differ, first: {bad[:3]!r}"
    return ids
