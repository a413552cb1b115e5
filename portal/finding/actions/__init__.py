"""What analysts do so that colleagues find: words that mean the same, pinned answers, gaps that are filled."""
