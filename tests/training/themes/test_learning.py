import numpy as np
import pytest

from models.domain.members import Kind
from training.themes.figures import NO_THEME
from training.themes.fitting import Calibration
from training.themes.learning import learn
from training.themes.texts import Source, ThemedText

NAMES = [f"theme-{number}" for number in range(10)]
DIRECTIONS = np.random.default_rng(0).standard_normal((len(NAMES), 24))
SIZES = {Source.NAMES: 2, Source.EXAMPLES: 8, Source.ITEMS: 20, Source.HELD_OUT: 4, Source.SAMPLE: 4}


def vector(theme, kind, rng):
    """A text's vector: its theme's direction, that of its kind, and noise; without a theme noise alone."""
    found = 0.25 * rng.standard_normal(24) + (kind is Kind.EXPERTISE)
    if theme is not None:
        found += 0.4 * DIRECTIONS[NAMES.index(theme)]
    return found / np.linalg.norm(found)


@pytest.fixture(scope="module")
def texts():
    found = []
    for source, size in SIZES.items():
        for theme in [*NAMES, *([None] * (source is Source.SAMPLE))]:
            # Half of the themes have examples only.
            if not (source is Source.ITEMS and NAMES.index(theme) % 2):
                kinds = [Kind.CHALLENGE, Kind.EXPERTISE] * (size // 2)
                found += [
                    ThemedText(("og", "and")[n // 2 % 2], k, theme, source, f"{theme} {source} {n // 2}")
                    for n, k in enumerate(kinds)
                ]
    return found


@pytest.fixture(scope="module")
def vectors(texts):
    rng = np.random.default_rng(1)
    return np.stack([vector(text.theme, text.kind, rng) for text in texts]).astype(np.float32)


@pytest.fixture(scope="module")
def learned(texts, vectors):
    return learn(texts, vectors, NAMES, strengths=(3.0, 30.0))


def test_themes_are_told_from_new_vectors_of_either_kind(learned):
    rng = np.random.default_rng(2)
    for kind in Kind:
        new = np.stack([vector(name, kind, rng) for name in NAMES]).astype(np.float32)
        likely = learned.classifier.likely(new, kind, at_most=1)
        told = [offered[0][0] if offered else None for offered in likely]
        assert sum(a == b for a, b in zip(told, NAMES, strict=True)) >= 8


def test_what_is_in_no_theme_is_less_sure_of_one(learned):
    rng = np.random.default_rng(3)
    kind = Kind.CHALLENGE
    of_none = np.stack([vector(None, kind, rng) for _ in range(40)]).astype(np.float32)
    of_some = np.stack([vector(name, kind, rng) for name in NAMES for _ in range(4)]).astype(np.float32)
    none, some = (
        1 - learned.classifier.probabilities(v, kind).sum(axis=1).mean() for v in (of_none, of_some)
    )
    assert none > 100 * some


def test_nothing_is_learned_from_what_is_only_measured(texts, vectors, learned):
    own = np.array([text.source.is_learned_from for text in texts])
    disturbed = np.where(own[:, None], vectors, vectors[::-1])
    again = learn(texts, disturbed, NAMES, strengths=(3.0, 30.0))
    np.testing.assert_array_equal(again.classifier.weights, learned.classifier.weights)
    np.testing.assert_array_equal(again.classifier.offsets, learned.classifier.offsets)


def test_the_figures_name_each_source_kind_and_language(learned, texts):
    figures = learned.about["figures"]
    measured = set(Source) - {Source.NAMES}
    assert set(figures) == {source.value for source in measured}
    for source in measured:
        assert set(figures[source.value]) == {"all", "challenge", "expertise", "da", "en"}
        assert figures[source.value]["all"]["texts"] == sum(text.source is source for text in texts)
    assert learned.about["texts"] == sum(text.source.is_learned_from for text in texts)


def test_figures_of_what_was_learned_from_are_those_of_texts_not_seen():
    rng = np.random.default_rng(4)
    noise = rng.standard_normal((200, 300)).astype(np.float32)
    texts = [
        ThemedText("og", [*Kind][n % 2], NAMES[n // 2 % 10], Source.EXAMPLES, str(n)) for n in range(200)
    ]
    # Noise can be learned by heart, and teaches nothing about other noise.
    about = learn(texts, noise, NAMES, strengths=(1000.0,)).about
    assert about["figures"]["examples"]["all"]["top_1"] < 0.3


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_a_calibration_finds_the_temperature_the_truth_was_drawn_with(temperature):
    rng = np.random.default_rng(5)
    scores = 3 * rng.standard_normal((4000, 5))
    drawn = np.exp(Calibration(temperature, 0.7).log_probabilities(scores))
    truth = (rng.random((4000, 1)) > drawn.cumsum(axis=1)).sum(axis=1)
    found, _ = Calibration.fit(scores, np.where(truth == 5, NO_THEME, truth), np.ones(4000))
    assert found.temperature == pytest.approx(temperature, rel=0.1)
    assert found.none == pytest.approx(0.7, abs=0.15)
