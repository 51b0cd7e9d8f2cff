"""What a worker gives up before it runs candidates, per operating system."""
