"""Files that ship with the program: icons, message catalogs, the portal contract."""
