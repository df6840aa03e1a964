"""The residents' pages of permits: which one, asking for it, following it, checking it on site."""
