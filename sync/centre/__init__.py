"""The reference central API: receives revisions, keeps two partitions, answers for the province."""
