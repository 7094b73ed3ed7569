"""Readers of single forms of files, one module a form: bytes in, text out."""
