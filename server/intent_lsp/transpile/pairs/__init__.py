"""The two programs of one intent: where they differ, what their agreement proves, and how the intent ends."""
