"""numpy kernels: whole columns at once, to the same last bit as the scalar path."""
