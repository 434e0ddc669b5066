"""The engine over HTTP and WebSocket."""
