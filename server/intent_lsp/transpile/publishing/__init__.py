"""From verified code to what lies in the workspace: header, format, files beside it, proof and report, whole or
not at all."""
