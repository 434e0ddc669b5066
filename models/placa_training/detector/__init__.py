"""The plate detector: network, data, training, judging and export."""
