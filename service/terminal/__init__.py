"""The commands that ask, chat, summarise, check and serve, and how they print."""
