"""How a text shows who speaks: quotation marks, reporting clauses, and the people it names."""
