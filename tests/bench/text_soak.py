"""Tokenizers and chat templates against their references on many lines: the tests of tests/parity on a larger scale.

    python tests/bench/text_soak.py [--lines 10000] [--chats 10000] [--models 40] [--seed 16] [--data FOLDER] [--build build/release]

Compared are every tokenizer below FOLDER/tokenizers (tokenizer.json, SentencePiece models, vocabulary files, OpenAI's CLIP),
`--models` tokenizers that are put together at random and as many trained SentencePiece models, each on `--lines` mixed lines,
encoded and decoded; then `--chats` random chats on every template of the tests and every chat_template.json below FOLDER.
Prints a line for each; ends with 1 where anything differs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "parity"))

import corpus  # noqa: E402
import template_corpus  # noqa: E402
import test_chat_templates  # noqa: E402
import test_sentence_piece  # noqa: E402
import tokenizer_parts  # noqa: E402
from tokenizer_compare import OfSentencePiece, OfTokenizers, OfTransformers, differences  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--models", type=int, default=40)
    parser.add_argument("--seed", type=int, default=16)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "release")
    options = parser.parse_args()
    bad = 0

    def run(program, *arguments):
        done = subprocess.run([options.build / "bin" / program, *map(str, arguments)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[:1000]
        return done.stdout

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        lines = corpus.lines(options.lines, options.seed)
        text = [" ".join(line.split()) for line in corpus.lines(1200, options.seed + 1) if line.split()]

        def compare(name, path, reference, lines=lines):
            nonlocal bad
            begin = time.monotonic()
            try:
                ids, different = differences(run, path, lines, folder, reference)
            except BaseException as failure:  # noqa: BLE001  a panic of the reference is none of Exception
                print(f"{name}: no answer: {str(failure)[:200]!r}", flush=True)
                bad += 1
                return
            bad += len(different)
            first = f", first: {different[0]!r}"[:600] if different else ""
            seconds = time.monotonic() - begin
            print(f"{name}: {len(lines)} lines, {sum(map(len, ids))} tokens, {len(different)} differ, {seconds:.0f} s{first}", flush=True)

        for path in sorted((options.data / "tokenizers").rglob("*")):
            name = str(path.relative_to(options.data))
            if path.name == "tokenizer.json":
                compare(name, path, OfTokenizers(path))
            if path.suffix == ".model":
                compare(name, path, OfSentencePiece(path))
                model = folder / f"{path.parent.name}-model"
                test_sentence_piece.write(model, "LlamaTokenizer", add_bos_token=True)
                (model / "tokenizer.model").write_bytes(path.read_bytes())
                compare(f"{name} as a folder", model, OfTransformers(model))
            if path.name == "vocab.json":
                model = folder / f"{path.parent.name}-vocabulary"
                model.mkdir()
                for part in ("vocab.json", "merges.txt", "tokenizer_config.json"):
                    (model / part).write_bytes((path.parent / part).read_bytes())
                compare(name, model, OfTransformers(model))
            if path.name == "bpe_simple_vocab_16e6.txt.gz":
                test_sentence_piece.write_clip(folder / "clip", path)
                test_sentence_piece.write(folder / "clip", "CLIPTokenizer")
                compare(f"{name}, encoded", folder / "clip", OfTransformers(folder / "clip", decoded=False))
                compare(f"{name}, decoded", folder / "clip", OfTransformers(folder / "clip"), test_sentence_piece.without_separators(lines))
        for seed in range(options.seed, options.seed + options.models):
            path = folder / "tokenizer.json"
            tokenizer_parts.random_tokenizer(seed, text[6:400], lines).save(str(path))
            parts = json.loads(path.read_text(encoding="utf-8"))
            compare(f"random {seed} ({parts['model']['type']})", path, OfTokenizers(path))
            trained = test_sentence_piece.random_options(seed)
            path = test_sentence_piece.train(text, folder / "trained", **trained)
            compare(f"sentencepiece {seed} ({trained['model_type']}, {trained['normalization_rule_name']})", path, OfSentencePiece(path))

        templates = dict(template_corpus.TEMPLATES)
        for path in sorted(options.data.rglob("chat_template.json")):
            templates[str(path.relative_to(options.data))] = json.loads(path.read_text(encoding="utf-8"))["chat_template"]
        for name, template in templates.items():
            try:
                taken = test_chat_templates.compare_chats(run, {name: template}, options.chats, options.seed, folder)
                print(f"template {name}: {options.chats} chats, {taken:.0%} of them taken, 0 differ", flush=True)
            except AssertionError as failure:
                bad += 1
                print(f"template {name}: {str(failure)[:1000]}", flush=True)
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
