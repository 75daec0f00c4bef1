"""How values look: on a terminal, and as JSON. The only room that knows rich."""
