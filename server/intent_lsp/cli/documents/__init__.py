"""From what a person typed to the documents that a command works on."""
