"""What a page of the web is made of, and which part of it is the story."""
