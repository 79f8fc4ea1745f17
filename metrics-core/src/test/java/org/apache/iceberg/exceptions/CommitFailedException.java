package org.apache.iceberg.exceptions;

/** Stands in for Iceberg's exception of this name, which is told by its name alone. */
public class CommitFailedException extends RuntimeException {}
