"""An archive in PostgreSQL with pgvector, behind the same seam as the embedded one."""
