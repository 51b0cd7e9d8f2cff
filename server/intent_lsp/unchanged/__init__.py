"""Documents with which everything was in order when they were looked at last on this machine, and nothing was changed
since: they need not be read again. What is known lies in the user's own cache; a workspace cannot say it."""
