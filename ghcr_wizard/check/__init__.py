"""The single checks of the live test; `ladder` puts them in order."""
