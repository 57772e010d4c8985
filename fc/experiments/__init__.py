"""A setting goes in, a record comes out: where simulation, theory and networks meet."""
