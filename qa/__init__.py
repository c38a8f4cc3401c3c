"""Semantic search and question answering with checked citations, in Kazakh, Russian and English."""

import os

# The products of one question are small: OpenBLAS's further threads only spin beside them. With
# one thread a search of 100,000 passages takes 74 ms of processor time, with two 342 (median).
# The embedding model has threads of its own. NumPy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
