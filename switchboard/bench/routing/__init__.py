"""What `callwright bench routing` measures."""
