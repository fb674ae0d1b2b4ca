from pathlib import Path

import pytest

from models.text.bundled import unpack_bundled_encoder
from models.text.sentence_encoder import SentenceEncoder


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory) -> Path:
    return unpack_bundled_encoder(tmp_path_factory.mktemp("encoder") / "bundled")


@pytest.fixture(scope="session")
def sentence_encoder(encoder_folder):
    return SentenceEncoder.open(encoder_folder)
