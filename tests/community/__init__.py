"""The community: questions, answers, comments, and everything people say with one tap."""
