"""Tests of modules that users do not see, one file for each subpackage, and a class for each module."""
