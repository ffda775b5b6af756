"""Classes that requests and responses share."""
