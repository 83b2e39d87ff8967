package io.cachex.springexample;

import java.util.List;

/** What the service serves. */
public record Book(String isbn, String title, List<String> authors) {}
