"""One campaign: play it, show it, draw its network and its cascades."""
