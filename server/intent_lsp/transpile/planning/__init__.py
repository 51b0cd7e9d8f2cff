"""What a run is to do: the documents that were asked for, read, and their intents in the order of their uses."""
