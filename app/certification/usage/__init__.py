"""Usage: figures out of files, reports and this customer's own records, each with its evidence."""
