"""Purchase order intake: which kind of order a line becomes."""
