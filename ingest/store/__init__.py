"""The store of record: articles, versions, passages, stories and the journal that the indexes follow."""
