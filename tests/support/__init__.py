"""What tests stand on: databases, a browser, the cast, and makers."""
