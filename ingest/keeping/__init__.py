"""What keeps an archive whole: verified, backed up and restored, exported."""
