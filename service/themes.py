"""What tells themes, as the service has it."""

from functools import lru_cache

from models.text.themes import ThemeClassifier
from service.config import DATA


@lru_cache
def theme_classifier(fingerprint: str) -> ThemeClassifier | None:
    """Return what tells themes by the vectors of this encoder; None where nothing was learned from them."""
    return ThemeClassifier.load(DATA / "themes" / "classifier", fingerprint)
