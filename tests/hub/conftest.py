import os
import random
from pathlib import Path

import pytest

import clients
from imitation import ImitationHub

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def program() -> Path:
    return Path(os.environ.get("ATELIER_BUILD", ROOT / "build" / "dev")) / "bin" / "atelier"


@pytest.fixture
def hub():
    imitation = ImitationHub()
    yield imitation
    imitation.close()


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "hf"


@pytest.fixture
def pull(program, hub, home):
    """pull("OWNER/NAME", client="atelier", kind="model", revision="", …) -> Pulled"""

    def call(id="owner/model", client="atelier", **options):
        return clients.pull(program, client, hub, options.pop("home", home), id, **options)

    return call


@pytest.fixture
def refuses(pull):
    """The pull ends with `code` and one line that holds every word of `saying`; returns that line."""

    def call(*saying, id="owner/model", code=2, **options):
        done = pull(id, **options)
        assert done.code == code, f"exit {done.code}\n{done.out}\n{done.error}"
        line = done.error.strip().splitlines()[-1]
        assert line.startswith("atelier: "), done.error
        for word in saying:
            assert word in line, f"{word!r} is not in: {line}"
        return line

    return call


def content(size, seed=0):
    return random.Random(seed).randbytes(size)


MODEL = {
    "config.json": '{"model_type": "qwen2_vl"}',
    "model.safetensors": content(300_000),
    "tokenizer.json": "{}" * 10,
    "README.md": "a model\n",
}
