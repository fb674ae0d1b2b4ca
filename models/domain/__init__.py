"""Members, introductions, network days: frozen objects with verbs on them."""
