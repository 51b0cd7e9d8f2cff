"""Which inputs an intent speaks of, told from its examples and its words. Pure."""
