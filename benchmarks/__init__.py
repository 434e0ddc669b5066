"""Accuracy and cost beside peers, on the same pictures in the same run."""
