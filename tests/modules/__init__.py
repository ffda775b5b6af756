"""Tests by module: a file for each subpackage, a class for each module."""
