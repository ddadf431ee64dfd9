"""Pure numbers: intervals, series, trends, convergence, goals, agreement. Knows no other room."""
