"""A quotation in another language, by a machine, compared with the quotation by the check."""
