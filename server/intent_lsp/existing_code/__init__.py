"""The project around an existing function: its other modules, and the tests that call it."""
