"""Plain Python as JavaScript and back, by rule: the same meaning, or a refusal that names the line. Pure."""
