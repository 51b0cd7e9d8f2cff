"""The way to the terminal: text made inert, paths as people read them, exit statuses."""
