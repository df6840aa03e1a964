"""The fee by-laws of a city as dated data, and lines that explain themselves."""
