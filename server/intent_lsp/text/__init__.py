"""Text as every reader sees it: JSON5, offsets and lines, columns in the units of clients, ranges. Pure."""
