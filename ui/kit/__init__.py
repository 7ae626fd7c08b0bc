"""The kit: the parts every page is made of. Import from its modules; nothing loads from here."""
