"""A text cut into headings, sections and blocks, and the small directives in them."""
