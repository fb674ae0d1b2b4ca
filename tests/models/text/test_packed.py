import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.domain.errors import UnfitFileError
from models.text.packed import read_packed

FROM_FIXTURES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@FROM_FIXTURES
@given(
    scale=st.floats(-8, 8, width=16),
    nibbles=arrays(np.uint8, 16),
)
def test_low_nibbles_are_the_first_half_of_a_block_and_eight_is_zero(packed_bytes, tmp_path, scale, nibbles):
    path = tmp_path / "one.bin"
    block = struct.pack("<e", scale) + nibbles.tobytes()
    path.write_bytes(packed_bytes(tensors={"w": (1, 32, block)}))
    expected = [(int(byte) % 16 - 8) * scale for byte in nibbles] + [
        (int(byte) // 16 - 8) * scale for byte in nibbles
    ]
    np.testing.assert_allclose(read_packed(path).tensors["w"], expected, rtol=1e-6)


def test_everything_written_is_read(tiny_source):
    packed = read_packed(tiny_source)
    assert (packed.sizes.hidden, packed.sizes.feed_forward, packed.sizes.positions) == (32, 64, 24)
    assert (packed.specials.start, packed.specials.end, packed.specials.padding, packed.specials.unknown) == (
        0,
        2,
        1,
        3,
    )
    assert packed.pieces[5] == ("\u2581hej", -3.0)
    assert packed.normal_forms == {"\t": " ", "²": "2"}
    assert packed.epsilon == pytest.approx(1e-12)
    np.testing.assert_allclose(packed.tensors["emb.ln.w"][:2], [1, 1 + 1 / 32])


@FROM_FIXTURES
@given(st.data())
def test_a_file_cut_short_anywhere_is_refused(packed_bytes, tmp_path, data):
    whole = packed_bytes()
    path = tmp_path / "cut.bin"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    with pytest.raises(UnfitFileError, match=r"cut\.bin is no whole E5S1 file"):
        read_packed(path)


def test_another_kind_of_file_is_refused_by_its_first_bytes(packed_bytes, tmp_path):
    path = tmp_path / "other.bin"
    path.write_bytes(packed_bytes(magic=b"SAE1"))
    with pytest.raises(UnfitFileError, match="SAE1"):
        read_packed(path)


def test_an_unknown_type_of_tensor_is_refused(packed_bytes, tmp_path):
    path = tmp_path / "odd.bin"
    path.write_bytes(packed_bytes(tensors={"w": (7, 32, bytes(18))}))
    with pytest.raises(UnfitFileError, match="unknown type 7"):
        read_packed(path)
