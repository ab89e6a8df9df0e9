"""Results become text, tables, charts and documents, in Chinese and English."""
