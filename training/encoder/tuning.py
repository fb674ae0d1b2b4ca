"""Tuning: the encoder learns to lay a challenge beside what helps with it."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from datasets import Dataset
from numpy.typing import NDArray
from sentence_transformers import (
    SentenceTransformer,
    SentenceTransformerTrainer,
    SentenceTransformerTrainingArguments,
)
from sentence_transformers.base.sampler import DefaultBatchSampler
from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments, set_seed

from models.progress import Progress
from models.text.adapter import Adapter
from training.encoder.examples import draw_examples
from training.encoder.items import Item
from training.encoder.measure import Measurement, measure

Matrices = Mapping[str, torch.nn.Parameter]
"""What learns, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to tune."""

    rank: int = 16
    """Of what was learned for a matrix so much is kept; 32 and 16 were as good as everything (measured)."""
    strength: float = 0.35
    """Of what was learned so much is added to the weights (Wortsman et al. 2022, WiSE-FT).

    At full strength the encoder forgets other kinds of text; the sample network cannot tell .35 to 1 apart.
    """
    learning_rate: float = 1e-4
    batch_size: int = 32
    epochs: int = 1
    looks: int = 3
    """How often the stop themes are looked at on the way; the best state of these is kept."""
    patience: int = 2
    """After so many looks without a better state, tuning stops."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was learned, after how many steps of how many, and what the stop themes said on the way."""

    adapter: Adapter
    steps: int
    most: int
    looks: tuple[tuple[int, Measurement], ...]


def tune(
    encoder: SentenceTransformer,
    items: Sequence[Item],
    stop: Sequence[Item],
    plan: Plan,
    progress: Progress | None = None,
) -> Tuned:
    """Tune an encoder on items and return the adapter that did best on the stop items.

    1. The matrices of all layers learn; the word embeddings, three quarters of the weights, are frozen: rare
       words would move away from those that occur in the items.
    2. Every challenge learns to prefer its helper to its negative and to all other texts of the batch
       (multiple-negatives ranking loss, Henderson et al. 2017).
    3. From time to time the stop items are ranked; the best state is kept, and patience ends the tuning.
    4. Of what each matrix has learned the best approximation of low rank is kept (Eckart and Young 1936).
       Learning in low rank from the start (LoRA) was as good on held-out themes, and worse on other texts.
    5. A part of it is added to the weights (`Plan.strength`).

    `encoder` is changed. The same plan, items and libraries give the same adapter on the same machine.
    """
    set_seed(plan.seed)
    learning = _thaw(encoder)
    before = _copied(learning)
    rows = draw_examples(items, batch_size=plan.batch_size, epochs=plan.epochs, seed=plan.seed)
    size = len({row.theme for row in rows[: plan.batch_size]})
    steps = len(rows) // size
    keeper = _KeepBest(encoder, learning, stop, plan, progress)
    with tempfile.TemporaryDirectory() as folder:
        SentenceTransformerTrainer(
            model=encoder,
            args=_arguments(folder, plan, size),
            train_dataset=Dataset.from_list(
                [{"anchor": r.anchor, "positive": r.positive, "negative": r.negative} for r in rows]
            ),
            loss=MultipleNegativesRankingLoss(encoder),
            callbacks=[keeper],
        ).train()
    learned = {name: keeper.best[name] - weight for name, weight in before.items()}
    adapter = Adapter.approximating(learned, plan.rank, scale=plan.strength)
    return Tuned(adapter, keeper.step, steps, tuple(keeper.looks))


def _thaw(encoder: SentenceTransformer) -> Matrices:
    """Let the matrices of the layers learn and nothing else; return them by the names their file has."""
    transformer: torch.nn.Module = cast("Any", encoder[0]).auto_model
    for name, weight in transformer.named_parameters():
        is_matrix = weight.dim() == 2  # noqa: PLR2004 - a matrix has two axes
        weight.requires_grad = is_matrix and not name.startswith("embeddings")
    return {name: weight for name, weight in transformer.named_parameters() if weight.requires_grad}


def _copied(matrices: Matrices) -> dict[str, NDArray[np.float32]]:
    return {name: weight.detach().numpy().copy() for name, weight in matrices.items()}


class _AsDrawn(DefaultBatchSampler):
    """Takes the examples as they stand: their order already is that of the batches."""

    def __iter__(self) -> Iterator[list[int]]:
        count = len(cast("Sized", self.sampler))
        return (list(range(i, i + self.batch_size)) for i in range(0, count, self.batch_size))


class _KeepBest(TrainerCallback):
    """Looks at the stop items at equal distances, remembers the best state, ends what no longer helps."""

    def __init__(
        self,
        encoder: SentenceTransformer,
        learning: Matrices,
        stop: Sequence[Item],
        plan: Plan,
        progress: Progress | None,
    ) -> None:
        self.best: dict[str, NDArray[np.float32]] = {}
        self.looks: list[tuple[int, Measurement]] = []
        self.step = 0
        self._encoder, self._learning = encoder, learning
        self._stop, self._plan, self._progress = stop, plan, progress

    def on_step_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **others: Any,  # noqa: ANN401 - whatever the trainer passes along
    ) -> None:
        """Look, when it is time to."""
        del args, others
        if self._progress is not None:
            self._progress(state.global_step, state.max_steps)
        if state.global_step >= state.max_steps * (len(self.looks) + 1) // self._plan.looks:
            self._look(state.global_step)
            best = max(range(len(self.looks)), key=lambda look: self.looks[look][1].ndcg)
            control.should_training_stop = len(self.looks) - 1 - best >= self._plan.patience

    def _look(self, step: int) -> None:
        found = measure(self._encoder, self._stop)
        if not self.looks or found.ndcg > max(earlier.ndcg for _, earlier in self.looks):
            self.best = _copied(self._learning)
            self.step = step
        self.looks.append((step, found))


def _arguments(folder: str, plan: Plan, size: int) -> SentenceTransformerTrainingArguments:
    return SentenceTransformerTrainingArguments(
        output_dir=folder,
        num_train_epochs=1,  # the epochs are in the examples, each drawn anew
        per_device_train_batch_size=size,
        batch_sampler=_AsDrawn,
        learning_rate=plan.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=0.1,
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        seed=plan.seed,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )
