"""How the cost of each function grows with the data: 10,000, 100,000 and 1,000,000 users."""
