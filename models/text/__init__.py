"""From text to vectors and sentences: encoders, sentence splitting, lexical scores."""
