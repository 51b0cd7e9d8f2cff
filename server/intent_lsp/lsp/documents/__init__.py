"""Open documents and those of the workspace: text, parsed view, and what is known of all of them."""
