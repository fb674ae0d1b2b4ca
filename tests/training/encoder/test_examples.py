from collections import Counter

from encoder_fakes import NETWORK, item
from hypothesis import given
from hypothesis import strategies as st

from training.encoder.examples import PASSAGE, QUERY, draw_examples
from training.encoder.items import by_theme

SIZES = st.integers(2, 20)


@given(size=SIZES, epochs=st.integers(1, 3), seed=st.integers(0, 50))
def test_no_theme_is_twice_in_a_batch(size, epochs, seed):
    rows = draw_examples(NETWORK, batch_size=size, epochs=epochs, seed=seed)
    size = min(size, 12)

    assert len(rows) % size == 0
    for start in range(0, len(rows), size):
        themes = [row.theme for row in rows[start : start + size]]
        assert len(set(themes)) == len(themes)


@given(size=SIZES, seed=st.integers(0, 50))
def test_a_challenge_is_put_beside_a_helper_of_its_theme_and_its_own_negative(size, seed):
    of_theme = by_theme(NETWORK)
    for row in draw_examples(NETWORK, batch_size=size, epochs=1, seed=seed):
        (own,) = (i for i in of_theme[row.theme] if QUERY + i.challenge == row.anchor)
        helpers = {PASSAGE + i.expertise for i in of_theme[row.theme]} | {
            QUERY + text for i in of_theme[row.theme] for text in (i.challenge, i.analogy)
        }
        assert row.positive in helpers - {row.anchor}
        assert row.negative.removeprefix(QUERY).removeprefix(PASSAGE) == own.negative
        assert row.negative.startswith(PASSAGE) == row.positive.startswith(PASSAGE)


def test_every_challenge_is_learned_once_an_epoch_but_for_the_last_few():
    seen = Counter(row.anchor for row in draw_examples(NETWORK, batch_size=12, epochs=1, seed=0))

    assert set(seen.values()) == {1}
    assert len(seen) >= 24


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    draws = [draw_examples(NETWORK, batch_size=4, epochs=2, seed=seed) for seed in (1, 1, 2)]

    assert draws[0] == draws[1] != draws[2]


def test_helpers_from_other_items_come_in_either_language_alike():
    texts = {"da": "det var ikke let for os, og vi kom ikke videre", "en": "it was not easy and we got stuck"}
    items = [
        item(f"theme-{n}", f"{number} {texts['da' if number < 18 else 'en']}")
        for n in range(6)
        for number in range(20)
    ]
    rows = draw_examples(items, batch_size=6, epochs=20, seed=0)
    english = sum("easy" in row.positive for row in rows) / len(rows)

    assert 0.2 < english < 0.5
