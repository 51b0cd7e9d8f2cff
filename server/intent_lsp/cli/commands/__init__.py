"""One module for each command of ``intent``, and the parts that a command has to itself."""
