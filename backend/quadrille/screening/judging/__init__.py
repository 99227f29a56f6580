"""What decides about reviews: was there effort, what does a panel say, how far do reviewers agree. Pure throughout."""
