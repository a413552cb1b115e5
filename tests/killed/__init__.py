"""Real processes, killed in the middle of their work as a power cut would, and started again."""
