"""What a text asserts, held against computed quantities."""
