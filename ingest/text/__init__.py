"""Text: cleaned, cut into sentences and passages, stemmed, counted in tokens."""
