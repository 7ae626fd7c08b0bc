"""The terms page: reader, comparison, what they mean for the customer."""
