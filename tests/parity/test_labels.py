"""Which tokens are trained on, and what a length limit may cut."""

import pytest
import torch
from families import FAMILIES
from harness import messages, picture, processed, sample
from reference import family_of, load_processor
from tokenizers import Tokenizer
from transformers import AutoTokenizer

IGNORE = -100


@pytest.fixture(scope="module", params=FAMILIES)
def reference(request, made):
    return made(request.param)


@pytest.fixture
def folder(reference):
    return reference.folder


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    return [picture(folder, 60, 90, 1), picture(folder, 150, 70, 2)]


TURNS = [
    ("user", "<image>What is it?"),
    ("assistant", "A receipt."),
    ("user", "And this? <image>"),
    ("assistant", "Two\nlines, 12.50"),
]


def encode(atelier, folder, images, turns, prompt=False, **options):
    [encoded] = atelier.ask(
        "encode", model=folder, samples=[sample("s", images, turns)], options=options, prompt=prompt
    )
    return encoded


def trained_runs(folder, encoded) -> list[str]:
    """Text of each run of trained tokens, special tokens spelled out."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    runs, current = [], []
    for token, label in zip(encoded["ids"] + [0], encoded["labels"] + [IGNORE]):
        if label == IGNORE:
            if current:
                runs.append(tokenizer.decode(current, skip_special_tokens=False))
            current = []
        else:
            assert label == token
            current.append(label)
    return runs


def end_of_turn(folder) -> str:
    """What is learned behind the words of an answer."""
    family = family_of(folder)
    return family.end if family.end_is_learned else ""


def test_answers_and_their_end_are_trained(atelier, folder, pictures):
    end = end_of_turn(folder)
    runs = trained_runs(folder, encode(atelier, folder, pictures, TURNS))
    if family_of(folder).template_ends:
        assert [run.strip() for run in runs] == ["A receipt." + end, "Two\nlines, 12.50" + end]
    else:  # LLaVA's template writes no end of turn: the last answer gets the tokenizer's
        assert [run.strip() for run in runs] == ["A receipt.", "Two\nlines, 12.50" + end]


def test_a_single_answer(atelier, folder, pictures):
    runs = trained_runs(folder, encode(atelier, folder, pictures[:1], TURNS[:2]))
    assert [run.strip() for run in runs] == ["A receipt." + end_of_turn(folder)]


def test_an_answer_that_begins_like_the_template_ends(atelier, folder, pictures):
    """The tokenizer merges across the border: nothing of the answer may get lost."""
    turns = [("user", "x"), ("assistant", "\n\n  indented")]
    [run] = trained_runs(folder, encode(atelier, folder, [], turns))
    assert "indented" in run and run.strip().endswith(end_of_turn(folder))


# Reasoning before the answer that is still to come, none before those of the history.
THINKING = (
    "{% set last = namespace(user=0) %}"
    "{% for message in messages %}{% if message.role == 'user' %}{% set last.user = loop.index0 %}{% endif %}{% endfor %}"
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' and loop.index0 > last.user %}<think>\n\n</think>\n\n{% endif %}"
    "{% for part in message.content %}{{ part.text if part.type == 'text' else '<|vision_start|><|image_pad|><|vision_end|>' }}"
    "{% endfor %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n\n</think>\n\n{% endif %}"
)


def test_history_that_is_rendered_without_reasoning_is_trained(atelier, pictures, tmp_path):
    folder = FAMILIES["qwen3_5"].make(tmp_path / "model")
    (folder / "chat_template.json").unlink()
    (folder / "chat_template.jinja").write_text(THINKING)
    encoded = encode(atelier, folder, pictures, TURNS)
    assert trained_runs(folder, encoded) == ["A receipt.<|im_end|>", "Two\nlines, 12.50<|im_end|>"]
    inputs = processed(load_processor(folder), [messages(pictures, TURNS)], prompt=False)
    assert encoded["ids"] == inputs["input_ids"][0].tolist()


# The template says what is learned: a block without the end of the turn, with more than the answer, in two parts.
BLOCKS = {
    "with its end": "<|im_start|>assistant\n{% generation %}ANSWER<|im_end|>{% endgeneration %}\n",
    "without its end": "<|im_start|>assistant\n{% generation %}ANSWER{% endgeneration %}<|im_end|>\n",
    "with its beginning": "<|im_start|>{% generation %}assistant\nANSWER<|im_end|>\n{% endgeneration %}",
    "in two parts": "<|im_start|>assistant\n{% generation %}<think>{% endgeneration %} quiet {% generation %}ANSWER<|im_end|>{% endgeneration %}\n",
    "across tokens": "<|im_start|>assistant\n.{% generation %}ANSWER{% endgeneration %}.<|im_end|>\n",
}


def template_with(block):
    parts = "{% for part in message.content %}{{ part.text if part.type == 'text' else '<|vision_start|><|image_pad|><|vision_end|>' }}{% endfor %}"
    return (
        "{% for message in messages %}{% if message.role == 'assistant' %}" + block.replace("ANSWER", parts)
        + "{% else %}<|im_start|>{{ message.role }}\n" + parts + "<|im_end|>\n{% endif %}{% endfor %}"
        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_of_the_template_are_trained(atelier, pictures, name, tmp_path):
    """As transformers' return_assistant_tokens_mask."""
    folder = FAMILIES["qwen3_5"].make(tmp_path / "model")
    (folder / "chat_template.json").unlink()
    (folder / "chat_template.jinja").write_text(template_with(BLOCKS[name]))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    for turns in [
        [("user", "What is it?"), ("assistant", "A receipt."), ("user", "And this?"), ("assistant", "Two\nlines, 12.50")],
        [("system", "Be brief."), ("user", "a"), ("assistant", "..."), ("assistant", " \n x"), ("user", "b"), ("assistant", "日本 é!")],
        [("user", "a"), ("assistant", "b")],
    ]:
        conversation = messages([], turns)
        theirs = tokenizer.apply_chat_template(conversation, return_dict=True, return_assistant_tokens_mask=True)
        encoded = encode(atelier, folder, [], turns)
        assert encoded["ids"] == theirs["input_ids"]
        assert [int(label != IGNORE) for label in encoded["labels"]] == theirs["assistant_masks"], turns
    # Of a last character of several tokens transformers marks the first token alone; we mark all.
    [*_, run] = trained_runs(folder, encode(atelier, folder, [], [("user", "a"), ("assistant", "日本")]))
    assert "日本" in run
    runs = trained_runs(folder, encode(atelier, folder, pictures, TURNS))
    answers = [run for run in runs if run != "<think>"]
    assert len(answers) == 2 and "A receipt." in answers[0] and "Two\nlines, 12.50" in answers[1]
    [last] = [run for run in trained_runs(folder, encode(atelier, folder, pictures, TURNS, mask_history=True)) if run != "<think>"]
    assert last == answers[1]


def test_mask_history_learns_the_last_answer_only(atelier, folder, pictures):
    runs = trained_runs(folder, encode(atelier, folder, pictures, TURNS, mask_history=True))
    assert [run.strip() for run in runs] == ["Two\nlines, 12.50" + end_of_turn(folder)]


def test_train_on_prompt_learns_all_but_images(atelier, folder, pictures):
    encoded = encode(atelier, folder, pictures, TURNS, train_on_prompt=True)
    ignored = [token for token, label in zip(encoded["ids"], encoded["labels"]) if label == IGNORE]
    assert len(ignored) == encoded["image_tokens"]
    assert len(set(ignored)) == 1


def test_ids_and_positions_equal_the_references(atelier, reference, folder, pictures):
    processor, model = reference.processor, reference.model
    encoded = encode(atelier, folder, pictures, TURNS)
    inputs = processed(processor, [messages(pictures, TURNS)], prompt=False)
    expected = inputs["input_ids"][0].tolist()
    more = 0 if family_of(folder).template_ends else 1  # the end of the last answer, in place of a space or of nothing
    if reference.family.planes > 1:
        assert encoded["ids"][: len(encoded["ids"]) - more] == expected
        positions, delta = model.model.get_rope_index(
            inputs["input_ids"], inputs["mm_token_type_ids"], inputs["image_grid_thw"]
        )
        assert encoded["planes"] == reference.family.planes
        planes = torch.tensor(encoded["positions"]).view(3, -1)
        assert torch.equal(planes[:, : len(expected)], positions[:, 0])
        assert encoded["next_position"] == len(expected) + delta.item() + more
    else:
        assert encoded["ids"][: len(encoded["ids"]) - more] == expected[: len(encoded["ids"]) - more]
        assert more or len(encoded["ids"]) == len(expected)
        first = reference.family.first_position
        assert encoded["positions"] == list(range(first, first + len(encoded["ids"])))


def test_prompt_stops_before_the_last_answer(atelier, reference, folder, pictures):
    encoded = encode(atelier, folder, pictures, TURNS, prompt=True)
    inputs = processed(reference.processor, [messages(pictures, TURNS[:-1])])
    assert encoded["ids"] == inputs["input_ids"][0].tolist()
    assert encoded["labels"] == []


def test_cutoff_cuts_text_at_the_end(atelier, folder, pictures):
    whole = encode(atelier, folder, pictures, TURNS)
    cut = encode(atelier, folder, pictures, TURNS, cutoff_len=len(whole["ids"]) - 3)
    assert cut["ids"] == whole["ids"][:-3]
    assert cut["labels"] == whole["labels"][:-3]
    assert len(cut["positions"]) == len(cut["ids"]) * cut["planes"]


def test_cutoff_never_cuts_an_image(atelier, folder, pictures):
    whole = encode(atelier, folder, pictures, TURNS)
    image_token = Tokenizer.from_file(str(folder / "tokenizer.json")).token_to_id(family_of(folder).image)
    last = len(whole["ids"]) - 1 - whole["ids"][::-1].index(image_token)
    assert encode(atelier, folder, pictures, TURNS, cutoff_len=last + 1)["image_tokens"] == whole["image_tokens"]
    with pytest.raises(AssertionError, match="cutoff_len"):
        encode(atelier, folder, pictures, TURNS, cutoff_len=last)


def test_a_wrong_number_of_images_is_refused(atelier, folder, pictures):
    with pytest.raises(AssertionError, match="image"):
        encode(atelier, folder, pictures, TURNS[:2])
    with pytest.raises(AssertionError, match="image"):
        encode(atelier, folder, pictures[:1], TURNS)


def test_the_image_token_written_in_text_is_refused(atelier, folder, pictures):
    spelled = family_of(folder).image
    turns = [("user", f"<image>look {spelled} here"), ("assistant", "ok")]
    with pytest.raises(AssertionError, match="image"):
        encode(atelier, folder, pictures[:1], turns)


def test_target_tokens(atelier, folder, pictures, tmp_path):
    samples = [sample("a", pictures, TURNS), sample("b", [], [("user", "x"), ("assistant", "y")])]
    answer = atelier.ask("logits", model=folder, samples=samples, prompt=False, out=tmp_path / "out.safetensors")
    encoded = [encode(atelier, folder, s["images"], s["turns"]) for s in samples]
    assert answer["target_tokens"] == sum(label != IGNORE for e in encoded for label in e["labels"][1:])
