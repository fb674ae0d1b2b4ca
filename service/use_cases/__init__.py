"""One module per story; each function owns its transaction and gets its collaborators from the context."""
