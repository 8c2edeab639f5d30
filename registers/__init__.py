"""What the books say: kinds, forms, values, checks, plan, workflow rules. Pure: no I/O beyond own data files, no clock."""
