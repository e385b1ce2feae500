"""Makes blank/tokenizer.json: byte-level BPE with Qwen2-VL's special tokens and pre-tokenizer.

Capitals, digits and punctuation stay single bytes, so that a printed line is read character by character; only the lower-case words of prompts and
scene answers are merged. Run once with the tests' Python; the result is in git, since the model's weights belong to it.
"""
import itertools
import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SPECIAL = [f"<|{name}|>" for name in (
    "endoftext", "im_start", "im_end", "object_ref_start", "object_ref_end", "box_start", "box_end", "quad_start", "quad_end",
    "vision_start", "vision_end", "vision_pad", "image_pad", "video_pad")]
SPLIT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")

COLOURS = "red green blue yellow orange purple pink brown black white grey gray cyan".split()
SHAPES = "circle square triangle star cross ring diamond heart pentagon hexagon rectangle".split()
WORDS = """user assistant system what which where is are the a an of in to and on there no yes not how many count shape shapes colour colours color
left right top bottom centre center middle above below between small large big picture image scene describe caption read text line print printed write
answer with only one two three four five six seven eight nine ten zero none it its that this right-hand left-hand biggest smallest object objects find
box give position location corner upper lower next background you helpful how do does have has same different as json key value""".split()


def corpus():
    plural = [shape + "s" for shape in SHAPES] + ["crosses"]
    for word in itertools.chain(COLOURS, SHAPES, plural, WORDS):
        for form in (word, word.capitalize()):
            yield from (form, " " + form) * 4
    for colour, shape in itertools.product(COLOURS, SHAPES):
        yield f"a {colour} {shape}, two {colour} {shape}s, the small {colour} {shape} is left of the large {colour} {shape}"


tokenizer = Tokenizer(models.BPE(byte_fallback=False))
tokenizer.normalizer = normalizers.NFC()
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
    pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
])
tokenizer.decoder = decoders.ByteLevel()
tokenizer.train_from_iterator(corpus(), trainers.BpeTrainer(
    vocab_size=736, min_frequency=4, special_tokens=[], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
tokenizer.add_special_tokens(SPECIAL)

folder = Path(__file__).parent / "blank"
folder.mkdir(exist_ok=True)
tokenizer.save(str(folder / "tokenizer.json"))
ids = {token: tokenizer.token_to_id(token) for token in SPECIAL}
size = tokenizer.get_vocab_size()
print(json.dumps({"vocabulary": size, **ids}, indent=1))
for text in ("Read the text.", "TOTAL RM 12.90", "What colour is the small circle?", "<|im_start|>user\n", "Two red circles"):
    print(tokenizer.encode(text).tokens)
