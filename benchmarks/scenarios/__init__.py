"""The named scenarios, one file each."""
