"""How results leave the program: printed for a terminal or a pipe, or as files beside which nothing else is touched."""
