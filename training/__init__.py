"""Learning from what happened: takes and returns domain objects and arrays."""
