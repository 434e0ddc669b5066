"""Pictures of the figures that the benchmark writes."""
