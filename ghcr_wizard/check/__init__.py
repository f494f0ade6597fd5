"""The live test: eleven checks in order, one report, one verdict."""
