"""What is in order in a workspace and what is not: documents, generated files, and what claims to be verified."""
