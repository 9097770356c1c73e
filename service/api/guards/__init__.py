"""Who may ask, how much and how often: keys, sizes, times, places and rates."""
