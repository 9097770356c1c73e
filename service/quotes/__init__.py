"""Where words stand in the archive, exactly or nearly."""
