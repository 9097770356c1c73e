"""What articles say will be, and by when, with what was written about it later."""
