"""Where articles come from: each module yields raw documents."""
