"""Search around a near miss: code that runs and fails some examples is varied in its syntax tree until all pass."""
