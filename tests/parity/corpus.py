"""Mixed text for the tokenizer tests: seeded, made at test time."""

import functools
import pathlib
import random
import unicodedata

WORDS = {
    "latin": "The quick brown fox doesn't jump; we'll see, I'VE said, they'd'nt naïve café Straße İstanbul ﬁne ſ'ſ 'S 'Re it's".split(),
    "numbers": "0 7 42 1999 3.14159 1,000,000 0x7fff 12:30 2024-05-17 €9.99 ½ ² ٣٤ १२३ Ⅷ 1e-5 50%".split(),
    "cjk": "你好，世界。 漢字 簡體中文 日本語のテキスト カタカナ 한국어 조선말 한글 㐀 𠀀 𪚥 「引用」".split(),
    "rtl": "مرحبا بالعالم السَّلَامُ عَلَيْكُم שָׁלוֹם עולם فارسی‌ها ۱۲۳".split(),
    "indic": "नमस्ते दुनिया हिन्दी क्षत्रिय தமிழ் বাংলা ไทยภาษา ខ្មែរ မြန်မာ සිංහල".split(),
    "slavic": "Привет мир съешь ещё этих мягких французских булок Ελληνικά κόσμε Հայերեն ქართული".split(),
    "emoji": "😀 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ❤️ 👨🏿‍🚀 1️⃣ ☃ 🧑‍🤝‍🧑 🫠 ✊🏻".split(),
    "accents": ["e\u0301", "a\u0323\u0302", "o\u0302\u0323", "n\u0303o", "\u1100\u1161\u11a8", "\u212b", "\ufb03", "ﾊﾟ", "\u0344", "\u2126"],
    "specials": ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|vision_start|>", "<|image_pad|>", "<|im_start", "|im_end|>",
                 "<s>", "</s>", "<unk>", "<0x0A>", "<|im_start|><|im_end|>", "▁", "Ġ", "Ċ", "<|startoftext|>"],
    "marks": list("!?.,;:()[]{}<>\"'`~@#$%^&*-_=+/\\|") + ["...", "—", "«»", "->", "!=", "::", "//", "/*", "*/", "''", "'s", "''s"],
}
SPACES = [" ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", " \n", "\n ", "\u00a0", "\u180e", "\u2028", "\u2029", "\u3000", "\u200b", "\u200d",
          "\ufeff", "\u0085", "\u1680", "\u2003", "\u202f", "\u205f", "\x0b", "\x0c", "\x1c", "\x1f", "\x00", "\t\t", " \t ", "      "]


def code_lines():
    for name in ("json/decoder.py", "argparse.py", "textwrap.py"):
        path = pathlib.Path(random.__file__).parent / name
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield line


def random_character(rng):
    while True:
        plane = rng.choice([0x80, 0x250, 0x2000, 0x10000, 0x20000, 0x110000])
        c = rng.randrange(1, plane)
        if not 0xD800 <= c < 0xE000:
            return chr(c)


def lines(count, seed):
    """`count` texts. None holds a lone surrogate."""
    rng = random.Random(seed)
    code = list(code_lines())
    kinds = list(WORDS)
    out = []
    while len(out) < count:
        kind = rng.randrange(10)
        if kind == 0:
            out.append("\n".join(rng.choice(code) for _ in range(rng.randint(1, 4))))
        elif kind == 1:
            out.append("".join(random_character(rng) for _ in range(rng.randint(1, 40))))
        elif kind == 2:
            out.append(bytes(rng.randrange(256) for _ in range(rng.randint(1, 60))).decode("utf-8", errors="replace"))
        elif kind == 3:
            out.append("".join(rng.choice(SPACES) + (rng.choice("aZ5.é中") if rng.random() < 0.4 else "") for _ in range(rng.randint(1, 15))))
        elif kind == 4:
            words = WORDS[rng.choice(kinds)]
            out.append(" ".join(rng.choice(words) for _ in range(rng.randint(1, 20))))
        elif kind == 5:
            # Every assigned script, letters and marks mixed with plain ones: what a category table can get wrong.
            out.append("".join(rng.choice([random_character(rng), rng.choice("ab1 .'"), "\u0301"]) for _ in range(rng.randint(2, 40))))
        else:
            text = ""
            for _ in range(rng.randint(1, 30)):
                text += rng.choice(WORDS[rng.choice(kinds)])
                if rng.random() < 0.8:
                    text += " " if rng.random() < 0.7 else rng.choice(SPACES)
            out.append(text)
    out[:6] = ["", " ", "\n", "a", "x" * 5000, " " * 3000 + "a"]
    return out


def broken_bytes(count, seed):
    """Byte strings that are mostly no UTF-8."""
    rng = random.Random(seed)
    parts = [b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xff", b"\x80", b"abc", b" ", "é😀中".encode(),
             b"\xe0\x80", b"\xf0\x80\x80", b"\xf5"]
    return [b"".join(rng.choice(parts) for _ in range(rng.randint(1, 12))) for _ in range(count)]


@functools.cache
def every_kind_of_character():
    """Code points in chunks, each between two letters: all up to U+2000 and all that another one is made of or turns into.
    Of the rest both ends of each run of a script with one category, and some inside: ideographs, syllables and reserved
    points are all alike."""

    def kind(point):
        character = chr(point)
        script = unicodedata.name(character, "").split(" ")[0]
        return unicodedata.category(character), unicodedata.combining(character), script

    def changes(character):
        return unicodedata.decomposition(character) or character.lower() != character or character.upper() != character

    def sparse(point):
        return point >= 0x20000 or kinds[point][2] in ("CJK", "HANGUL", "TANGUT")

    points = [point for point in range(1, 0x110000) if not 0xD800 <= point < 0xE000]
    kinds = {point: kind(point) for point in points}
    kept = [
        point for point in points
        if point < 0x2000 or kinds.get(point - 1) != kinds[point] or kinds.get(point + 1) != kinds[point]
        or changes(chr(point)) or point % (61 if sparse(point) else 7) == 0
    ]  # fmt: skip
    return ["".join(f"a{chr(point)}b" for point in kept[i : i + 200]) for i in range(0, len(kept), 200)]
