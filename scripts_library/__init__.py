"""Scripts for operators: documents, versions, the walker. Nothing lives here yet."""
