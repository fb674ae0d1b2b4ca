"""The domain and the mathematics: no Flask, no SQL, no clock, no environment."""
