"""Stories: what their articles tell, by day, and where they differ."""
