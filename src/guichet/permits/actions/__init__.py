"""The verbs of permits."""
