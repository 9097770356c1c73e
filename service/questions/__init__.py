"""What a question asks for: its dates, its publishers, the kind of answer."""
