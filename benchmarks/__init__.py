"""Named measurements of the whole program beside other engines."""
