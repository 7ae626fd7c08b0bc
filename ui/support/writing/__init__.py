"""What is written to support: a draft with its files, looked through before it leaves."""
