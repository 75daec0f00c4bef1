"""The untrusted side: runs learner code. Imports nothing else of medai but the codec."""
