"""Turn speech into a Transcript: engines, weights, and what guards their words. Knows nothing of episodes or pages."""
