"""The real pages of a document, as pictures that can be read, enlarged and paged through."""
