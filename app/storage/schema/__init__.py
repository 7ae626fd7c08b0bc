"""Numbered SQL files, one folder a database; a released file is never edited again."""
