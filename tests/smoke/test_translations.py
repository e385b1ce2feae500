"""Every string of the studio is translated: nothing new in the sources, nothing unfinished in the files."""
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "translations").glob("atelier_*.ts"))


def messages(path):
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            yield context.findtext("name"), message.findtext("source"), message.find("translation")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_complete(path, program, tmp_path):
    fresh = tmp_path / path.name
    fresh.write_bytes(path.read_bytes())
    subprocess.run([ROOT / "translations" / "update", program, fresh], check=True, capture_output=True)
    unfinished = []
    for context, source, translation in messages(fresh):
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        if translation.get("type") == "unfinished" or not all(forms):
            unfinished.append(f"{context}: {source}")
    assert not unfinished, f"{len(unfinished)} strings are not translated; run translations/update, then translate:\n" + "\n".join(unfinished)
    assert sum(1 for _ in messages(fresh)) > (10 if path.stem == "atelier_en" else 100)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_places_are_kept(path):
    """%1, %n and mnemonics of a source stand in its translation too."""
    import re
    for context, source, translation in messages(path):
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        for form in forms:
            assert sorted(set(re.findall(r"%L?[1-9n]", source))) == sorted(set(re.findall(r"%L?[1-9n]", form))), f"{context}: {source!r} -> {form!r}"
