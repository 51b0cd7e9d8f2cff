"""The types of a document: their syntax, their meaning, and where they are declared and borrowed."""
