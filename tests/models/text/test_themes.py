import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from safetensors.numpy import save_file

from models.domain.errors import UnfitFileError
from models.domain.members import Kind
from models.text.themes import MANIFEST, OFFERED_FROM, PARAMETERS, TAXONOMY, Theme, ThemeClassifier, themes

NAMES = ("handover", "pricing", "stress", "silos")
ENCODER = "sentence-0123456789ab"
VECTORS = arrays(np.float32, st.tuples(st.integers(0, 6), st.just(5)), elements=st.floats(-1, 1, width=32))
KINDS = st.sampled_from(Kind)


def classifier(seed=1, strength=3.0):
    rng = np.random.default_rng(seed)
    weights = strength * rng.standard_normal((len(NAMES), 5))
    offsets = rng.standard_normal((len(Kind), len(NAMES) + 1))
    return ThemeClassifier(NAMES, weights.astype(np.float32), offsets.astype(np.float32))


@given(VECTORS, KINDS, st.integers(0, 99))
def test_themes_and_no_theme_share_one_probability(vectors, kind, seed):
    found = classifier(seed).probabilities(vectors, kind)
    assert found.shape == (len(vectors), len(NAMES))
    assert (found >= 0).all()
    assert (found.sum(axis=1) < 1).all()


@given(VECTORS, KINDS, st.randoms(use_true_random=False))
def test_a_text_has_its_themes_whatever_stands_beside_it(vectors, kind, chance):
    order = chance.sample(range(len(vectors)), len(vectors))
    every = classifier().probabilities(vectors, kind)
    np.testing.assert_allclose(classifier().probabilities(vectors[order], kind), every[order], atol=1e-5)


@given(VECTORS, KINDS, st.integers(1, 4))
def test_the_likely_themes_are_the_most_probable_ones_that_are_probable_enough(vectors, kind, at_most):
    every = classifier().probabilities(vectors, kind)
    for row, offered in zip(every, classifier().likely(vectors, kind, at_most), strict=True):
        told = [probability for _, probability in offered]
        assert told == [p for p in sorted(row.tolist(), reverse=True)[:at_most] if p >= OFFERED_FROM]
        assert all(row[NAMES.index(name)] == probability for name, probability in offered)


def test_nothing_is_offered_where_no_theme_speaks_up():
    silent = classifier(strength=0.0)
    silent.offsets[:, -1] = 9.0
    assert silent.likely(np.ones((2, 5), np.float32), Kind.CHALLENGE) == [[], []]


def test_the_same_text_may_be_of_another_theme_as_an_expertise():
    biased = classifier(strength=0.0)
    biased.offsets[:] = 0.0
    biased.offsets[list(Kind).index(Kind.EXPERTISE), 2] = 5.0
    text = np.ones((1, 5), np.float32)
    ((name, _),) = biased.likely(text, Kind.EXPERTISE, at_most=1)[0:1][0]
    assert name == "stress"
    assert len({p for _, p in biased.likely(text, Kind.CHALLENGE)[0]}) == 1


def test_what_is_saved_is_loaded_and_tells_where_it_comes_from(tmp_path):
    classifier().save(tmp_path / "it", ENCODER, {"texts": 7})
    loaded = ThemeClassifier.load(tmp_path / "it", ENCODER)
    vectors = np.eye(5, dtype=np.float32)
    np.testing.assert_array_equal(
        loaded.probabilities(vectors, Kind.EXPERTISE), classifier().probabilities(vectors, Kind.EXPERTISE)
    )
    assert loaded.themes == NAMES
    assert json.loads((tmp_path / "it" / MANIFEST).read_text())["texts"] == 7


@pytest.mark.parametrize("fingerprint", [ENCODER, f"{ENCODER}-int8", f"{ENCODER}-int8.2"])
def test_it_reads_the_vectors_of_its_encoder_however_that_runs(tmp_path, fingerprint):
    classifier().save(tmp_path, ENCODER, {})
    assert ThemeClassifier.load(tmp_path, fingerprint) is not None


@pytest.mark.parametrize("fingerprint", ["hashing-0123456789ab", "sentence-ba9876543210", ""])
def test_another_encoder_has_no_automatic_themes(tmp_path, fingerprint):
    classifier().save(tmp_path, ENCODER, {})
    assert ThemeClassifier.load(tmp_path, fingerprint) is None


def test_an_altered_classifier_is_refused(tmp_path):
    classifier().save(tmp_path, ENCODER, {})
    save_file({"weights": classifier(2).weights, "offsets": classifier().offsets}, tmp_path / PARAMETERS)
    with pytest.raises(UnfitFileError, match=r"is not the file classifier\.json tells of"):
        ThemeClassifier.load(tmp_path, ENCODER)


def test_a_torn_classifier_is_refused(tmp_path):
    classifier().save(tmp_path, ENCODER, {})
    (tmp_path / PARAMETERS).write_bytes((tmp_path / PARAMETERS).read_bytes()[:50])
    with pytest.raises(UnfitFileError, match=r"classifier\.safetensors cannot be read"):
        ThemeClassifier.load(tmp_path, ENCODER)


@pytest.mark.parametrize("manifest", [None, "", "[]", '{"sha256": "1"}'])
def test_a_missing_or_damaged_manifest_is_named(tmp_path, manifest):
    if manifest is not None:
        (tmp_path / MANIFEST).write_text(manifest)
    with pytest.raises(UnfitFileError, match=r"classifier\.json tells of no classifier; run `make themes`"):
        ThemeClassifier.load(tmp_path, ENCODER)


def test_every_theme_of_the_list_is_read_in_its_order():
    lines = [json.loads(line) for line in TAXONOMY.read_text(encoding="utf-8").splitlines()]
    assert [theme.id for theme in themes()] == [line["id"] for line in lines]
    assert [theme.description("en") for theme in themes()] == [line["description_en"] for line in lines]
    assert themes() is themes()


def test_a_theme_speaks_two_languages():
    theme = Theme("silos", "Siloer", "Silos", "Hver for sig.", "Each for himself.", "working-life")
    assert (theme.name("da"), theme.name("en")) == ("Siloer", "Silos")
    assert (theme.description("da"), theme.description("en")) == ("Hver for sig.", "Each for himself.")


def line(**changes):
    return json.dumps(
        dict.fromkeys(("id", "da", "en", "description_da", "description_en", "area"), "a") | changes
    )


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "is empty"),
        ("{", "line 1 is no JSON"),
        ("[]", "line 1 needs the fields id, da, en"),
        (f"{line()}\n{line(id='b', en='')}", "line 2: en is ''; write a text"),
        (f"{line()}\n{line(id='b', area=7)}", "line 2: area is 7; write a text"),
        (f"{line()}\n{line()}", "line 2: the id 'a' stands there twice"),
        (b"\xff", "cannot be read as a list of themes"),
    ],
)
def test_a_list_that_is_none_is_named_by_its_line(tmp_path, content, complaint):
    path = tmp_path / "themes.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UnfitFileError, match=complaint):
        themes(path)


def test_a_missing_list_is_named(tmp_path):
    with pytest.raises(UnfitFileError, match="cannot be read as a list of themes"):
        themes(tmp_path / "none.jsonl")
