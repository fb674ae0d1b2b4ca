import json
from dataclasses import astuple

import pytest
from encoder_fakes import NETWORK, item
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import UnfitFileError
from training.encoder.items import NEAR_THE_SAMPLE, Split, read_items

KEYS = ("theme", "challenge", "expertise", "analogy", "negative")


@given(stop=st.integers(0, 5), held_out=st.integers(0, 6))
def test_no_theme_is_both_learned_and_measured(stop, held_out):
    split = Split.of(NETWORK, stop=stop, held_out=held_out)
    themes = [{i.theme for i in part} for part in (split.train, split.stop, split.held_out)]

    assert [len(of_it) for of_it in themes] == [12 - stop - held_out, stop, held_out]
    assert len(set.union(*themes)) == 12


def test_the_lot_of_a_theme_does_not_hang_on_the_order_of_the_file():
    assert Split.of(NETWORK[::-1], stop=2, held_out=3).held_out == tuple(
        i for i in NETWORK[::-1] if i in Split.of(NETWORK, stop=2, held_out=3).held_out
    )


@given(st.integers(0, 36), st.integers(0, 36))
def test_a_larger_draw_holds_every_smaller_one(one, other):
    split = Split.of(NETWORK, stop=0, held_out=0)
    smaller, larger = sorted((one, other))

    assert split.smaller(larger)[:smaller] == split.smaller(smaller)


def test_themes_near_the_sample_are_for_nothing():
    near = [item(theme, 1) for theme in NEAR_THE_SAMPLE]
    split = Split.of([*NETWORK, *near], stop=2, held_out=2)

    assert not {i.theme for part in (split.train, split.stop, split.held_out) for i in part} & NEAR_THE_SAMPLE


def test_items_are_read_line_by_line(tmp_path):
    path = tmp_path / "items.jsonl"
    lines = [json.dumps(dict(zip(KEYS, astuple(i), strict=True))) for i in NETWORK]
    path.write_text("\n".join(lines), encoding="utf-8")

    assert read_items(path) == tuple(NETWORK)


@pytest.mark.parametrize("line", ["[]", "{", '{"theme": "a"}', '{"theme": "a", "text": "b"}'])
def test_what_is_no_item_is_named_by_its_line(tmp_path, line):
    path = tmp_path / "items.jsonl"
    path.write_text(line, encoding="utf-8")

    with pytest.raises(
        UnfitFileError, match=r"items\.jsonl, line 1: an item needs the keys theme, challenge"
    ):
        read_items(path)


@given(
    key=st.sampled_from(KEYS),
    value=st.none() | st.booleans() | st.integers() | st.lists(st.text()) | st.sampled_from(["", " \n"]),
)
def test_what_is_no_text_is_named_by_file_line_and_key(tmp_path_factory, key, value):
    path = tmp_path_factory.mktemp("items") / "items.jsonl"
    whole = dict(zip(KEYS, astuple(NETWORK[0]), strict=True))
    path.write_text(f"{json.dumps(whole)}\n{json.dumps(whole | {key: value})}", encoding="utf-8")

    with pytest.raises(UnfitFileError) as refused:
        read_items(path)
    assert str(refused.value) == f"{path}, line 2: {key} is {value!r}; write a text there."
