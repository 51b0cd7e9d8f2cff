"""What spares work: intents read before, fields read on demand, quick readers of what is plainly in order."""
