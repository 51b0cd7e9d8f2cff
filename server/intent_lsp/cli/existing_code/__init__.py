"""A function that somebody wrote, for the commands that adopt or port it."""
