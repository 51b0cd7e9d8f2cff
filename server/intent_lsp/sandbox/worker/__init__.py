"""The worker process: wasmtime, both guests, a fresh instance per candidate; it imports nothing else of ours."""
