"""What switches a load: each file one kind of relay."""
