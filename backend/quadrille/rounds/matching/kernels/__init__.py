"""Loops compiled by numba, each equal to a definition in plain Python beside this folder."""
