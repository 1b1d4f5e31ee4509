"""Pictures of networks and cascades."""
