"""One archive over several PostgreSQL servers, each with some of the documents."""
