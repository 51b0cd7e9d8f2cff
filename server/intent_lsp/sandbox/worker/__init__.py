"""The worker process: wasmtime, both guests, one fresh instance per candidate. It imports no other part of the program."""
