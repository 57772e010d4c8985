"""Claims, order statements and the tests that judge them from records."""
