"""Python in, JavaScript out."""
