"""What a request turned out to be: its record, and the log, the metrics and the traces made of it."""
