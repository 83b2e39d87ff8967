package io.cachex.examples.drill.data;

/**
 * What is looked up and cached.
 *
 * @param key the key that it is asked for by
 * @param name as its people write it
 * @param country ISO 3166-1 code
 * @param latitude degrees, north is positive
 * @param longitude degrees, east is positive
 */
public record City(String key, String name, String country, double latitude, double longitude) {}
