"""Both ends of the wire: the protocol they share, the outbox pusher, and the reference central API."""
