"""Writers turn scored evidence into statements."""
