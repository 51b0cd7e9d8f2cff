"""Examples in every form in which people write them, read, bound to the parameters, and added to."""
