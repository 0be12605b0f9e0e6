"""How each shipped asset is made again."""
