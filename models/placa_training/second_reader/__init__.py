"""PaddleOCR's recogniser as the engine's second, independent reader."""
