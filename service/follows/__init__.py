"""Questions and topics that are asked again as articles arrive; told is only what is new."""
