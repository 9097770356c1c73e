"""How something is said: affirmed, denied, expected, alleged, on a condition, or the contrary of it."""
