"""What a run shows: for people at a terminal, for logs, for programs and for code hosts."""
