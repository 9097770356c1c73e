"""What readers see of the store: lists, stories, coverage, wordings, what has arrived."""
