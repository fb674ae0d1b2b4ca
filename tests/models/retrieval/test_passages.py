import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.members import Kind
from models.retrieval.passages import Passages, Searched
from models.text.hashing import HashingEncoder

ENCODER = HashingEncoder()
TEXTS = st.lists(
    st.sampled_from(["Vi har travlt på lageret.", "The board is divided.", "Lean!", " "]), max_size=6
)


@given(TEXTS, st.integers(0, 6), st.integers(0, 6))
def test_a_slice_is_what_reading_its_texts_alone_gives(texts, start, stop):
    part = Passages.read(texts, Kind.CHALLENGE, ENCODER)[start:stop]
    assert part.texts == tuple(texts[start:stop])
    np.testing.assert_array_equal(part.vectors, ENCODER.encode(texts[start:stop], Kind.CHALLENGE))
    assert sum(rows.sum() for rows in part.by_language()) == len(part.texts)


def test_of_two_texts_as_near_as_each_other_the_hub_is_the_less_unusual():
    hub, other = np.eye(16)[0], 0.8 * np.eye(16)[0] + 0.6 * np.eye(16)[1]
    crowd = hub + 0.1 * np.random.default_rng(3).normal(size=(50, 16))
    vectors = np.vstack([crowd, hub, other, hub + other])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    every = Passages(("",) * 53, vectors.astype(np.float32), np.zeros(53, dtype=np.intp))
    *_, for_hub, for_other = Searched(every[:-1]).unusual(every[-1:])[0]
    assert vectors[-1] @ hub == pytest.approx(vectors[-1] @ other)
    assert for_other > for_hub


def test_an_expertise_that_does_not_tell_its_language_is_in_that_of_most_and_a_challenge_is_danish():
    texts = ["Cook", "Head of the board", "Teacher of art and craft", "Leder af en afdeling"]
    assert Passages.read(texts, Kind.EXPERTISE, ENCODER).languages.tolist() == [1, 1, 1, 0]
    assert Passages.read(texts, Kind.CHALLENGE, ENCODER).languages.tolist() == [0, 1, 1, 0]
