import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from models.domain.errors import UnfitFileError
from models.text.adapter import MANIFEST, WEIGHTS, Adapter
from models.text.bundled import unpack_bundled_encoder

NAME = "encoder.layer.0.output.dense"


def factors(rank=2, into=64, out=32):
    rng = np.random.default_rng(1)
    return {
        f"{NAME}.lora_A.weight": rng.standard_normal((rank, into)).astype(np.float16),
        f"{NAME}.lora_B.weight": rng.standard_normal((out, rank)).astype(np.float16),
    }


def test_a_correction_is_the_scaled_product_of_its_factors():
    below, above = factors().values()
    weights = {f"{NAME}.weight": np.ones((32, 64), np.float32), "other": np.ones(3, np.float32)}
    corrected = Adapter(factors(), scale=2.0).corrected(weights)

    np.testing.assert_allclose(
        corrected[f"{NAME}.weight"], 1 + 2 * above.astype(float) @ below.astype(float), rtol=1e-5
    )
    np.testing.assert_array_equal(corrected["other"], weights["other"])
    np.testing.assert_array_equal(weights[f"{NAME}.weight"], np.ones((32, 64)))


@given(st.integers(1, 5), st.integers(1, 8), st.integers(1, 8), st.integers(0, 99))
def test_an_approximation_is_exact_where_the_rank_suffices_and_the_best_where_not(rank, out, into, seed):
    rng = np.random.default_rng(seed)
    correction = rng.standard_normal((out, into)).astype(np.float32)
    ((name, found),) = Adapter.approximating({"layer.weight": correction}, rank).corrections()
    strengths = np.linalg.svd(correction, compute_uv=False)

    assert name == "layer.weight"
    assert np.linalg.norm(found - correction) == pytest.approx(np.linalg.norm(strengths[rank:]), abs=0.02)


def test_an_approximation_is_added_at_the_strength_asked_for():
    correction = np.diag([3.0, 2.0]).astype(np.float32)
    ((_, found),) = Adapter.approximating({"layer.weight": correction}, 2, scale=0.5).corrections()

    np.testing.assert_allclose(found, correction / 2, atol=1e-3)


def test_what_is_saved_is_loaded_and_tells_where_it_comes_from(tmp_path):
    Adapter(factors(), scale=2.0).save(tmp_path / "adapter", {"items": 7})
    loaded = Adapter.load(tmp_path / "adapter")

    assert loaded.scale == 2.0
    assert {name: f.tolist() for name, f in loaded.factors.items()} == {
        name: f.tolist() for name, f in factors().items()
    }
    assert json.loads((tmp_path / "adapter" / MANIFEST).read_text())["items"] == 7


@pytest.mark.parametrize("shape", [(31, 64), (32, 63)])
def test_an_adapter_of_another_encoder_is_refused(shape):
    with pytest.raises(UnfitFileError, match=r"corrects 'encoder\.layer\.0\.output\.dense\.weight'"):
        Adapter(factors(), scale=2.0).corrected({f"{NAME}.weight": np.ones(shape, np.float32)})


def test_a_missing_adapter_is_named(tmp_path):
    with pytest.raises(UnfitFileError, match="holds no adapter"):
        Adapter.load(tmp_path)


def test_an_altered_adapter_is_refused(tmp_path):
    Adapter(factors(), scale=2.0).save(tmp_path, {})
    save_file({name: f + 1 for name, f in factors().items()}, tmp_path / WEIGHTS)

    with pytest.raises(UnfitFileError, match=r"is not the file adapter\.json tells of"):
        Adapter.load(tmp_path)


def test_a_torn_adapter_is_refused(tmp_path):
    Adapter(factors(), scale=2.0).save(tmp_path, {})
    (tmp_path / WEIGHTS).write_bytes((tmp_path / WEIGHTS).read_bytes()[:100])

    with pytest.raises(UnfitFileError, match="holds no adapter"):
        Adapter.load(tmp_path)


def test_the_unpacked_encoder_is_tuned_and_tuned_anew_by_another_adapter(as_bundled, tmp_path):
    def unpacked(adapter):
        folder = unpack_bundled_encoder(tmp_path / "encoder", adapter)
        return load_file(folder / "model.safetensors")[f"{NAME}.weight"].astype(float)

    plain = unpacked(None)
    for scale in (0.5, 1.0):
        adapter = Adapter(factors(), scale)
        adapter.save(tmp_path / "adapter", {})
        ((_, correction),) = adapter.corrections()
        np.testing.assert_allclose(unpacked(tmp_path / "adapter"), plain + correction, atol=0.02)
    np.testing.assert_array_equal(unpacked(None), plain)


@given(st.integers(1, 16), st.integers(0, 99))
def test_a_correction_is_the_same_in_whatever_order_a_processor_adds(rank, seed):
    rng = np.random.default_rng(seed)
    below, above = rng.standard_normal((2, rank, 8)).astype(np.float16)
    order = rng.permutation(rank)

    def correction(rows):
        adapter = Adapter({"a.lora_A.weight": below[rows], "a.lora_B.weight": above[rows].T}, scale=0.4)
        return next(adapter.corrections())[1].tobytes()

    assert correction(np.arange(rank)) == correction(order)
