"""Dates of publication, as documents, pages and addresses state them."""
