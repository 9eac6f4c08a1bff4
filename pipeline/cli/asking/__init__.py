"""Ask the host what only she knows: in a terminal, one key an answer, or by JSON lines from another front end."""
