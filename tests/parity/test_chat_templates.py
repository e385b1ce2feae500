"""Our chat templates against jinja2, set up as transformers does it: same text, or an error from both."""

import copy
import datetime
import json
import random

import jinja2
import jinja2.ext
import jinja2.sandbox
import pytest

import template_corpus


class Generation(jinja2.ext.Extension):
    """{% generation %}: transformers tracks these; for the text alone they are transparent."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_mark"), [], [], body).set_lineno(line)

    def _mark(self, caller):
        return caller()


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env = jinja2.sandbox.ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = raise_exception
    env.globals["strftime_now"] = lambda form: datetime.datetime.now().strftime(form)
    return env


def reference(template, variables):
    """The text, or None where jinja2 fails."""
    try:
        return environment().from_string(template).render(**copy.deepcopy(variables))
    except Exception:  # whatever Python raises inside a template is a failed template
        return None


def compare(run, cases, tmp_path, may_fail=False):
    given = tmp_path / "cases.jsonl"
    given.write_text("".join(json.dumps({"template": t, "variables": v}) + "\n" for t, v in cases), encoding="utf-8")
    ours = [json.loads(line) for line in run("parity_chat_templates", given).split("\n") if line]
    assert len(ours) == len(cases)
    bad, failed = [], 0
    for (template, variables), mine in zip(cases, ours):
        expected = reference(template, variables)
        failed += expected is None
        if mine.get("text") != expected:
            bad.append((template, variables if len(str(variables)) < 500 else "...", mine, expected))
    assert not bad, f"{len(bad)} of {len(cases)} differ, first: {bad[:4]!r}"
    if not may_fail:
        assert failed == 0, f"jinja2 itself refuses {failed} of these"
    return ours


@pytest.mark.parametrize("name", template_corpus.TEMPLATES)
def test_styles(run, name, tmp_path):
    template = template_corpus.TEMPLATES[name]
    cases = [(template, v) for v in template_corpus.conversations()]
    answers = compare(run, cases, tmp_path, may_fail=True)
    assert sum("text" in a for a in answers) >= 3, "the style refuses nearly every conversation"


def test_real_qwen2_vl(run, data, tmp_path):
    template = json.loads((data / "tokenizers" / "qwen2_vl" / "chat_template.json").read_text(encoding="utf-8"))["chat_template"]
    compare(run, [(template, v | {"add_vision_id": vision}) for v in template_corpus.conversations() for vision in (True, False)], tmp_path)


@pytest.mark.parametrize("group", template_corpus.SNIPPETS)
def test_snippets(run, group, tmp_path):
    variables = template_corpus.VARIABLES
    compare(run, [(t, variables) for t in template_corpus.SNIPPETS[group]], tmp_path)


def test_refused(run, tmp_path):
    """What jinja2 or its sandbox refuses, we refuse."""
    answers = compare(run, [(t, template_corpus.VARIABLES) for t in template_corpus.REFUSED], tmp_path, may_fail=True)
    for template, answer in zip(template_corpus.REFUSED, answers):
        assert "chat_template:" in answer["error"], f"no place in the error for {template!r}: {answer}"


def test_random(run, tmp_path):
    rng = random.Random(11)
    cases = [(template_corpus.random_template(rng), template_corpus.VARIABLES) for _ in range(3000)]
    answers = compare(run, cases, tmp_path, may_fail=True)
    assert sum("text" in a for a in answers) > 800


def test_white_space(run, tmp_path):
    """Tags with every sign among blanks and line ends."""
    rng = random.Random(12)
    cases = [(template_corpus.random_spacing(rng), template_corpus.VARIABLES) for _ in range(3000)]
    compare(run, cases, tmp_path)


def test_generation_ranges(run, tmp_path):
    """The ranges hold what transformers' mask would mark, in bytes."""
    template = (
        "{% for m in messages %}{% if m.role == 'assistant' %}<é>{% generation %}{{ m.content }}<|end|>{% endgeneration %}\n"
        "{% else %}{{ m.content }}\n{% endif %}{% endfor %}"
    )
    messages = [{"role": "user", "content": "ü?"}, {"role": "assistant", "content": "já 😀"}, {"role": "user", "content": "b"},
                {"role": "assistant", "content": ""}]
    (answer,) = compare(run, [(template, {"messages": messages})], tmp_path)
    text = answer["text"].encode()
    assert [text[a:b].decode() for a, b in answer["generation"]] == ["já 😀<|end|>", "<|end|>"]


class Transformers:
    """transformers' own sandbox: the text and where its {% generation %} blocks stand, in characters."""

    def render(self, template, variables):
        from transformers.utils import chat_template_utils

        compiled = chat_template_utils._compile_jinja_template(template)
        given = copy.deepcopy(variables)
        named = {name: given.pop(name) for name in ("messages", "tools", "documents", "add_generation_prompt")}
        try:
            return chat_template_utils._render_with_assistant_indices(compiled, **named, **given)
        except Exception:  # as above
            return None


def compare_chats(run, templates, count, seed, tmp_path):
    """The share of chats that the templates take."""
    rng = random.Random(seed)
    names = sorted(templates)
    cases = [(templates[names[i % len(names)]], template_corpus.random_chat(rng)) for i in range(count)]
    given = tmp_path / "cases.jsonl"
    given.write_text("".join(json.dumps({"template": t, "variables": v}) + "\n" for t, v in cases), encoding="utf-8")
    ours = [json.loads(line) for line in run("parity_chat_templates", given).split("\n") if line]
    assert len(ours) == count
    sandbox, taken = Transformers(), 0
    for (template, variables), mine in zip(cases, ours):
        expected = sandbox.render(template, variables)
        if expected is None:
            assert "text" not in mine, (template, variables, mine)
            continue
        taken += 1
        text, ranges = expected
        assert mine.get("text") == text, (template, variables, mine, text)
        in_bytes = [[len(text[:place].encode()) for place in one] for one in ranges]
        assert mine["generation"] == in_bytes, (template, variables, mine, ranges)
    return taken / count


def test_random_chats(run, tmp_path):
    assert compare_chats(run, template_corpus.TEMPLATES, 520, 21, tmp_path) > 0.4


def test_random_chats_of_real_templates(run, data, tmp_path):
    template = json.loads((data / "tokenizers" / "qwen2_vl" / "chat_template.json").read_text(encoding="utf-8"))["chat_template"]
    assert compare_chats(run, {"qwen2_vl": template}, 200, 22, tmp_path) > 0.8
