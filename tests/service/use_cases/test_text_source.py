import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.errors import UnfitFileError
from service.use_cases.text_source import open_text

DANISH = "Søren Ærø, Åse\nkøb… „sælg” €\n"


def read(data):
    with open_text(io.BytesIO(data)) as source:
        return source.file.read(), source.lines, source.notices


class OneWay(io.RawIOBase):
    """A stream that cannot go back, like a pipe."""

    def __init__(self, data):
        self._data = io.BytesIO(data)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._data.readinto(buffer)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_utf8_is_read_as_it_is(text):
    assert read(text.encode())[0] == text.removeprefix("\ufeff")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_recognised_without_a_word(encoding):
    text, _, notices = read(DANISH.encode(encoding))
    assert (text, notices) == (DANISH, ())


def test_big_endian_utf16_is_recognised_by_its_mark():
    assert read(b"\xfe\xff" + DANISH.encode("utf-16-be"))[0] == DANISH


def test_windows_1252_is_read_and_mentioned():
    text, lines, (notice,) = read(DANISH.encode("cp1252"))
    assert (text, lines) == (DANISH, 2)
    assert "Windows-1252" in notice


def test_a_stream_that_cannot_go_back_is_enough():
    with open_text(io.BufferedReader(OneWay(DANISH.encode("cp1252")))) as source:
        assert source.file.read() == DANISH


def test_the_sender_keeps_his_stream():
    stream = io.BytesIO(b"x")
    with open_text(stream):
        pass
    assert not stream.closed


def test_mixed_encodings_are_refused_with_the_line():
    data = "Søren\nMads\n".encode() + "Åse\n".encode("latin-1") + "Bjørn\n".encode()
    with pytest.raises(UnfitFileError, match=r"Line 3 is not UTF-8.*save it as UTF-8"):
        read(data)


def test_a_utf8_file_cut_in_the_middle_of_a_letter_is_refused():
    with pytest.raises(UnfitFileError, match="Line 2"):
        read("Søren\nBjø".encode()[:-1])


def test_a_byte_order_mark_rules_out_other_encodings():
    with pytest.raises(UnfitFileError, match="Line 2"):
        read(b"\xef\xbb\xbfemail\n" + "Åse".encode("cp1252"))


def test_bytes_that_are_in_no_encoding_are_refused():
    with pytest.raises(UnfitFileError, match="Line 1"):
        read(b"\x81\x8d\n")


def test_broken_utf16_is_refused():
    with pytest.raises(UnfitFileError, match=r"UTF-16.*save it as UTF-8"):
        read(b"\xff\xfe" + b"\x00\xdc" * 4)


def test_a_utf16_file_cut_in_the_middle_of_a_letter_is_refused():
    with pytest.raises(UnfitFileError, match=r"Line 2 is no proper UTF-16.*save it as UTF-8"):
        read(DANISH.encode("utf-16")[:-1])


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1", b"\x1f\x8b\x08"])
def test_a_workbook_is_refused_with_the_way_out(start):
    with pytest.raises(UnfitFileError, match=r"workbook.*CSV UTF-8"):
        read(start + b"\0\0")


def test_utf16_without_a_mark_is_no_text():
    with pytest.raises(UnfitFileError, match="Line 1 holds zero bytes"):
        read("email".encode("utf-16-le"))
