"""What speaks against a program that fits all examples, and the question that would tell most."""
