"""What people do about people: sign in, invite, change roles, suspend, change what their page says."""
