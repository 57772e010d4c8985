"""Networks that torch trains as a whole.

A field that a description of one cannot have is refused with a ValueError, in one sentence that
names the field, the value and what is allowed.
"""
