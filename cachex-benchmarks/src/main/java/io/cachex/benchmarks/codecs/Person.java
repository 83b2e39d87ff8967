package io.cachex.benchmarks.codecs;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A value as services keep them: about 1 kB as JSON. */
public record Person(
        long id,
        UUID reference,
        String name,
        String email,
        int age,
        boolean active,
        Instant since,
        BigDecimal balance,
        double score,
        List<Address> addresses,
        List<String> roles,
        Map<String, String> settings) {

    /** A part of it. */
    public record Address(String street, String city, String zip, String country, double latitude, double longitude) {}

    static Person sample() {
        return new Person(
                4_711_000_001L,
                new UUID(0x123456789ABCDEFL, 0xFEDCBA987654321L),
                "Augusta Ada King, Countess of Lovelace",
                "ada.lovelace@example.org",
                36,
                true,
                Instant.ofEpochSecond(1_700_000_000, 123_000_000),
                new BigDecimal("12345.67"),
                0.8125,
                List.of(
                        new Address("12 St James's Square", "London", "SW1Y 4LE", "United Kingdom", 51.5074, -0.1348),
                        new Address(
                                "Ockham Park, Ockham Lane", "Ockham", "GU23 6NG", "United Kingdom", 51.2951, -0.461),
                        new Address(
                                "Ashley Combe, Porlock Weir", "Porlock", "TA24 8PE", "United Kingdom", 51.2158, -3.6)),
                List.of("mathematician", "writer", "translator", "countess"),
                Map.of("language", "en-GB", "theme", "dark", "newsletter", "weekly", "timezone", "Europe/London"));
    }
}
