"""The commands that fill, show and mend an archive, and how all commands print."""
