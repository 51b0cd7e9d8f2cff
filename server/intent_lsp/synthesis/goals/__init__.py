"""Sub-goals, top-down: ways to take a goal apart by its type, each solved from the bank or by a smaller search."""
