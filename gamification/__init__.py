"""The game: points, levels, badges. It hears of facts, and can be taken out without a trace. The third floor."""
