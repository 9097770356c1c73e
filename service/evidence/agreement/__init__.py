"""Do the sources agree: which value each gives, what differs or was updated, who says the same."""
