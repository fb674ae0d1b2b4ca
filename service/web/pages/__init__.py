"""One module per story; importing this package puts their pages on the site."""

from service.web.pages import days, introductions, me, plans, programme, start, suggestions, texts

__all__ = ["days", "introductions", "me", "plans", "programme", "start", "suggestions", "texts"]
