"""What the client is, can do and wants, and what it is told and asked."""
