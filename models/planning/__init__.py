"""Seating a network day: who meets whom in each round, in pairs or at tables, and a proof of its worth."""
