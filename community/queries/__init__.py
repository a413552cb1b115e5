"""What pages, and other rooms, show of the community. Statements are built once; rows become frozen cards."""
