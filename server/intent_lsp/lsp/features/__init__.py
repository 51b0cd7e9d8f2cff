"""What the server can tell and do, each a module of plain functions that know documents and states, not sessions."""
