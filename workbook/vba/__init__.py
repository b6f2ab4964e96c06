"""VBA projects written from source and read back: compression, compound file, project, and the project's own VBA."""
