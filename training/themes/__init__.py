"""Telling the theme of a text: learned from the authored items and from the examples of the themes."""
