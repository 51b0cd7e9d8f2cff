"""Source text as a tree, and edits of the text: what mends and the search around a near miss stand on. Pure."""
