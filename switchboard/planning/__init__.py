"""The plan as a document that people write: read, checked, compared, edited, published."""
