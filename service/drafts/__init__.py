"""A text of somebody's against the archive: its quotations, figures, dates and names."""
