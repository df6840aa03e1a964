"""Photos and files that people join to a case: checked by content, cleaned, served only to who may see them."""
