"""Everything that transpiles for the editor: what is asked, whose turn it is, what runs, and what came of it."""
