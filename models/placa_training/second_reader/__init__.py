"""PaddleOCR's recognizer as the engine's second, independent reader."""
