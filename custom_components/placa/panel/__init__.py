"""What stands behind the sidebar panel and the card: commands, permissions, pictures, exports."""
