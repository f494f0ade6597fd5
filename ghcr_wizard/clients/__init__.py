"""Other programs' credentials on this computer: their files, their helpers, gh. Read here, and nowhere else."""
