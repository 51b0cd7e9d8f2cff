"""Reply to code: every way in which real models wrap the module they were asked for."""
