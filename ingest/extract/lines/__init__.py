"""What a single line says: a credit, a caption, a call of the site, where a story was filed."""
