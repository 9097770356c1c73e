"""Sources that are watched: feeds, news sitemaps and folders, asked again and again for what is new."""
