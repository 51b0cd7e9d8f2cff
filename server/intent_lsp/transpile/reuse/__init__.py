"""Code that is there already, here or elsewhere, checked again before anybody is asked."""
