"""A person's own function in the other language, translated by rule and compared with the original by running both."""
