"""What goes over the wire: bytes, messages, positions, and the defects of the libraries below, put right."""
