"""The terms: read in every version, which one governs what, compared, accepted, cited."""
