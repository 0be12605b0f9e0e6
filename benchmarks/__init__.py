"""Measurements of this program, beside its peers where there are any, on the same work in one run."""
