from dataclasses import astuple

import numpy as np
import pytest
import torch
from encoder_fakes import NETWORK, tiny_encoder

from training.encoder.examples import PASSAGE, QUERY
from training.encoder.measure import measure
from training.encoder.tuning import Plan, tune

PLAN = Plan(rank=16, strength=1.0, learning_rate=5e-3, batch_size=6, epochs=6)
TEXTS = [text for item in NETWORK for text in astuple(item)] + [QUERY, PASSAGE]


@pytest.fixture
def encoder(tmp_path):
    return tiny_encoder(tmp_path / "tiny", TEXTS)


def weights_of(encoder):
    return {name: tensor.detach().numpy().copy() for name, tensor in encoder[0].auto_model.named_parameters()}


def test_what_is_learned_finds_helpers_and_is_all_that_was_learned(encoder, tmp_path):
    before = weights_of(encoder)
    untuned = measure(encoder, NETWORK).ndcg
    tuned = tune(encoder, NETWORK, NETWORK, PLAN)

    fresh = tiny_encoder(tmp_path / "fresh", TEXTS)
    with torch.no_grad():
        for name, value in tuned.adapter.corrected(before).items():
            fresh[0].auto_model.get_parameter(name).copy_(torch.from_numpy(value))
    best = max(seen.ndcg for _, seen in tuned.looks)
    assert measure(fresh, NETWORK).ndcg == pytest.approx(best, abs=0.02)
    assert best > untuned + 0.1


def test_the_words_themselves_stay_as_they_were(encoder):
    tuned = tune(encoder, NETWORK, NETWORK[:6], PLAN)

    assert {name.split(".lora")[0].rsplit(".", 1)[-1] for name in tuned.adapter.factors} == {
        "query",
        "key",
        "value",
        "dense",
    }
    assert all(name.startswith("encoder.layer.") for name in tuned.adapter.factors)


def test_patience_ends_what_no_longer_helps(encoder):
    patient = Plan(learning_rate=0.0, batch_size=6, epochs=6, looks=6, patience=1)
    seen = []
    tuned = tune(encoder, NETWORK, NETWORK[:6], patient, lambda done, total: seen.append((done, total)))

    assert len(tuned.looks) == 2
    assert tuned.steps == tuned.looks[0][0] < tuned.looks[1][0] < tuned.most
    assert seen[-1] == (tuned.looks[1][0], tuned.most)


def test_the_same_plan_learns_the_same(tmp_path):
    learned = [
        tune(tiny_encoder(tmp_path / str(n), TEXTS), NETWORK, NETWORK[:6], PLAN).adapter for n in range(2)
    ]

    for name, factor in learned[0].factors.items():
        np.testing.assert_allclose(factor, learned[1].factors[name], atol=1e-2)
