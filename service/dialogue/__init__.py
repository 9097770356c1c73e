"""Earlier turns and a question become a question that stands alone."""
