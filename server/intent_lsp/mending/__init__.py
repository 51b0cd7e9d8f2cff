"""Repairs that need no model: mechanical mends of what small models get nearly right, and the seam to the engine."""
