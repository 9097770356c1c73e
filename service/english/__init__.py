"""What English text says of itself: dates, figures, names, stems, clauses. Knows no question."""
