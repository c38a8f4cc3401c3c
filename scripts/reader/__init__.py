"""The parts of `scripts/train_reader.py`: examples, states, network."""
