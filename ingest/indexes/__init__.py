"""The two indexes derived from the store, Chroma (meaning) and Tantivy (words), used as one."""
