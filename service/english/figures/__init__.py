"""How much: numbers in words and digits, what stands around them, and values that can be compared."""
