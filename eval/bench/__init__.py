"""How fast and how small: ratios within one run, since machines differ."""
