"""The disk: a bounded reader and an atomic writer that no symlink redirects, of single files and of open folders."""
