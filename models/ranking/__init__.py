"""Who suits whom: distances, features of pairs, rankers, the slate and its evidence."""
