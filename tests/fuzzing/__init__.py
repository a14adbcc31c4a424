"""Targets for fuzzers: what may be given, and what must then hold. tests/fuzz.py runs them, and so do tests/security/fuzz."""
