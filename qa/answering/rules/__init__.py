"""What is still judged by written rules; each must earn its place or go."""
