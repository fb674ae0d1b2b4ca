import hashlib
import struct

import numpy as np
import pytest

from models.text.compiled import CompiledEncoder

HIDDEN, LAYERS, FEED_FORWARD, POSITIONS = 32, 1, 64, 24
SPACE = "\u2581"
WORDS = (SPACE, f"{SPACE}hej", f"{SPACE}med", f"{SPACE}dig", "en", "s", "å")
PIECES = [(name, 0.0) for name in ("<s>", "<pad>", "</s>", "<unk>")]
PIECES += [(word, -2.0 - place) for place, word in enumerate(WORDS)] + [("<mask>", 0.0)]
VOCABULARY = len(PIECES) + 3


def float_tensor(count, start):
    return 0, count, (np.arange(count, dtype="<f4") / count + start).tobytes()


def q4_tensor(count, seed):
    rng = np.random.default_rng(seed)
    blocks = np.zeros(count // 32, dtype=[("scale", "<f2"), ("nibbles", "u1", 16)])
    blocks["scale"] = rng.uniform(0.01, 0.1, len(blocks))
    blocks["nibbles"] = rng.integers(0, 256, (len(blocks), 16))
    return 1, count, blocks.tobytes()


def tiny_tensors():
    tensors = {
        "emb.word": q4_tensor(VOCABULARY * HIDDEN, 1),
        "emb.pos": float_tensor(POSITIONS * HIDDEN, 0),
        "emb.type": float_tensor(2 * HIDDEN, 0),
        "emb.ln.w": float_tensor(HIDDEN, 1),
        "emb.ln.b": float_tensor(HIDDEN, 0),
    }
    shapes = {"q": (HIDDEN, HIDDEN), "k": (HIDDEN, HIDDEN), "v": (HIDDEN, HIDDEN), "ao": (HIDDEN, HIDDEN)}
    shapes |= {"fi": (FEED_FORWARD, HIDDEN), "fo": (HIDDEN, FEED_FORWARD)}
    for seed, (name, (rows, columns)) in enumerate(shapes.items()):
        tensors[f"l0.{name}.w"] = q4_tensor(rows * columns, 10 + seed)
        tensors[f"l0.{name}.b"] = float_tensor(rows, 0)
    for name in ("aln", "oln"):
        tensors[f"l0.{name}.w"] = float_tensor(HIDDEN, 1)
        tensors[f"l0.{name}.b"] = float_tensor(HIDDEN, 0)
    return tensors


def e5s1_bytes(*, tensors=None, pieces=None, normal_forms=None, magic=b"E5S1"):
    tensors = tiny_tensors() if tensors is None else tensors
    pieces = PIECES if pieces is None else pieces
    normal_forms = {"\t": " ", "²": "2"} if normal_forms is None else normal_forms
    texts = [name.encode() for name, _ in pieces]
    out = magic + struct.pack("<I", 1)
    out += struct.pack("<7i", HIDDEN, LAYERS, 2, FEED_FORWARD, VOCABULARY, POSITIONS, 2) + struct.pack(
        "<fi", 1e-12, 32
    )
    out += struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, len(b"".join(texts)))
    out += np.cumsum([0, *map(len, texts)]).astype("<u4").tobytes()
    out += np.array([score for _, score in pieces], "<f4").tobytes() + b"".join(texts)
    forms = b"".join(
        struct.pack("<IB", ord(key), len(form)) + np.array([ord(c) for c in form], "<u4").tobytes()
        for key, form in normal_forms.items()
    )
    out += struct.pack("<iI", len(normal_forms), len(forms)) + forms
    return out + directory_bytes(tensors, len(out))


def directory_bytes(tensors, start):
    offset = start + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, contents = struct.pack("<i", len(tensors)), b""
    for name, (dtype, count, content) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", dtype, count, offset + len(contents), len(content))
        contents += content
    return directory + contents


@pytest.fixture
def packed_bytes():
    """A writer of small E5S1 files, with whatever is to be different in them."""
    return e5s1_bytes


@pytest.fixture
def tiny_source(tmp_path):
    path = tmp_path / "tiny.bin"
    path.write_bytes(e5s1_bytes())
    return path


@pytest.fixture
def as_bundled(tiny_source, monkeypatch):
    """Make a tiny encoder the bundled one."""
    sha256 = hashlib.sha256(tiny_source.read_bytes()).hexdigest()
    monkeypatch.setattr("models.text.bundled.SOURCE_SHA256", sha256)
    monkeypatch.setattr("models.text.bundled._bundled_file", lambda: tiny_source)
    return tiny_source


@pytest.fixture(scope="session")
def compiled_encoder(sentence_encoder, tmp_path_factory):
    return CompiledEncoder(sentence_encoder, tmp_path_factory.mktemp("compiled"), pytest.fail)
