"""The window: pages, shell and kit. The only package that imports PySide6."""
