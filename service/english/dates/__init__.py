"""When: the forms of dates, the spans of time that they mean, and what the words around them say."""
