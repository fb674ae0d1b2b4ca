"""The service: Flask, SQLAlchemy, jobs; knows training and models, nobody knows it."""
