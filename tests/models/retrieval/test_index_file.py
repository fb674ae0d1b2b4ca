import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.domain.errors import UnfitFileError
from models.domain.members import Kind
from models.retrieval.member_index import MemberIndex
from models.retrieval.statements import IndexedStatement
from models.text.language import Language


def saved(path):
    index = MemberIndex(3, "hashing-1-3")
    vectors = np.eye(3, dtype=np.float32)
    index.catch_up(
        [IndexedStatement(n, 7, Kind.EXPERTISE, Language.ENGLISH, vectors[n]) for n in range(3)], [], 41
    )
    index.save(path)
    return path


def changed(path, **arrays):
    with np.load(path) as content:
        np.savez(path, **{**dict(content), **arrays})
    return path


def test_what_was_saved_is_loaded(tmp_path):
    index = MemberIndex.load(saved(tmp_path / "new" / "index.npz"))
    assert (index.dimensions, index.fingerprint, index.sequence) == (3, "hashing-1-3", 41)
    assert index.owners(np.array([0, 1, 2, 3])).tolist() == [7, 7, 7, -1]


def test_an_empty_index_is_saved_as_well(tmp_path):
    MemberIndex(3, "hashing-1-3").save(tmp_path / "index.npz")
    assert len(MemberIndex.load(tmp_path / "index.npz")) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_torn_file_is_refused(tmp_path, data):
    path = saved(tmp_path / "index.npz")
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    with pytest.raises(UnfitFileError, match=r"index\.npz is no whole member index"):
        MemberIndex.load(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_a_flipped_bit_is_noticed_or_changes_nothing(tmp_path, data):
    path = saved(tmp_path / "index.npz")
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    try:
        index = MemberIndex.load(path)
    except UnfitFileError:
        return
    assert (index.fingerprint, index.sequence) == ("hashing-1-3", 41)
    np.testing.assert_array_equal(index.vectors_of([7], Kind.EXPERTISE).matrix, np.eye(3))


@pytest.mark.parametrize(
    "arrays",
    [
        {"format": 99},
        {"vectors": np.eye(4, dtype=np.float32)},
        {"vectors": np.eye(3)},
        {"statement_ids": np.array([1, 1, 2])},
        {"member_ids": np.array([1, 2])},
        {"kinds": np.array(["challenge", "expertise", "wish"])},
        {"languages": np.array(["da", "en", "tlh"])},
        {"languages": np.array(["da", "en"])},
        {"statement_ids": np.array([1, 2, object()], dtype=object)},
    ],
)
def test_a_file_whose_parts_do_not_fit_is_refused(tmp_path, arrays):
    with pytest.raises(UnfitFileError):
        MemberIndex.load(changed(saved(tmp_path / "index.npz"), **arrays))


def test_another_file_or_none_is_refused(tmp_path):
    np.save(tmp_path / "array.npy", np.eye(3))
    np.savez(tmp_path / "other.npz", a=1)
    (tmp_path / "text.npz").write_text("hej")
    for name in ("array.npy", "other.npz", "text.npz", "missing.npz"):
        with pytest.raises(UnfitFileError, match="built again from the database"):
            MemberIndex.load(tmp_path / name)


def test_a_save_that_breaks_off_keeps_the_older_file(tmp_path, monkeypatch):
    path = saved(tmp_path / "index.npz")
    before = path.read_bytes()
    monkeypatch.setattr("os.fsync", lambda descriptor: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        MemberIndex(3, "hashing-1-3").save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
