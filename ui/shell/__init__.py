"""The window around the pages: navigation, header, footer, palette, first run and sign-in."""
