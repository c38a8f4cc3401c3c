"""The stored archive: SQLite is the truth, FAISS and the lexical postings are derived from it."""
