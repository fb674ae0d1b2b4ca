"""Finding statements by similarity: the member index and what similarity means in it."""
