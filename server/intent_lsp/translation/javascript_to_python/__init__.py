"""JavaScript in, Python out."""
