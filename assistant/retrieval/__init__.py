"""Questions to passages: dense and lexical search, fused; which sentence answers; when nothing fits."""
