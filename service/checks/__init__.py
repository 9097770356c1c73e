"""Is a statement borne out by the sentences that it cites?"""
