"""The pages: residents, agents, configuration, and the kit that they share."""
