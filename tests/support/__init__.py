"""What the tests stand on: the run, throw-away servers, the browser, the real data, what is left out."""
