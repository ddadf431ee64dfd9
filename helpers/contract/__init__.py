"""The data contract: fields, tables, vocabulary, loading, parameters, dictionary."""
