"""Pictures of extreme sides: the text around them and their tokens, against transformers' processors."""

import pytest
from families import FAMILIES
from harness import messages, picture, processed, sample

FOLDERS = [(name, {}) for name in FAMILIES] + [("llava", {"pixtral": True, "text_type": "mistral"})]
SIZES = [(1, 1), (9, 560), (560, 9), (57, 56), (56, 57), (200, 101), (101, 200), (500, 120)]


@pytest.mark.parametrize("name,options", FOLDERS, ids=lambda value: value if isinstance(value, str) else "-".join(value))
def test_tokens_of_pictures_of_any_size(atelier, made, tmp_path, name, options):
    family = made(name, **options)
    pictures = [picture(tmp_path, *size, seed) for seed, size in enumerate(SIZES)]
    turns = [("user", "<image>What is it?")]
    ours = atelier.ask(
        "encode", model=family.folder, samples=[sample("s", [path], turns) for path in pictures], options={}, prompt=True
    )
    for size, path, encoded in zip(SIZES, pictures, ours):
        inputs = processed(family.processor, [messages([path], turns)])
        assert encoded["ids"] == inputs["input_ids"][0].tolist(), size
