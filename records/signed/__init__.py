"""How what was signed is stored: versions, digests, and what is drawn from them."""
