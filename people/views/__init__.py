"""Pages about people: finding, opening, and what is known about them."""
