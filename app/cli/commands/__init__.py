"""One module a command; each adds itself to the shell's parser with `configure`."""
