"""The seam to the vendor's portal: one method in, a closed set of errors out."""
