"""Tuning the text encoder to the language of managers, from the items in `data/encoder/`."""
