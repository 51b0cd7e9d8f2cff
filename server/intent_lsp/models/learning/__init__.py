"""What was learnt of the models of this machine."""
