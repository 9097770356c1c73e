"""The page: the use cases as HTML, without a build step and readable without JavaScript."""
