package io.cachex.examples.drill.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** All cities that the origin knows: one for every key of {@link Trace#web12()}. Immutable. */
public final class Cities {

    private static final String FILE = "/io/cachex/examples/drill/cities.tsv.gz";

    private final Map<String, City> byKey;

    private Cities(Map<String, City> byKey) {
        this.byKey = Map.copyOf(byKey);
    }

    /** Reads the cities from the class path. */
    public static Cities load() {
        try (InputStream file = Cities.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IOException("not on the class path: " + FILE);
            }
            var rows = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8));
            Map<String, City> byKey = new HashMap<>();
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                String key = Integer.toString(byKey.size()); // row n is the city of object n
                byKey.put(key, city(key, row));
            }
            return new Cities(byKey);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static City city(String key, String row) {
        String[] cells = row.split("\t", -1);
        return new City(key, cells[0], cells[1], Double.parseDouble(cells[2]), Double.parseDouble(cells[3]));
    }

    /** The city of {@code key}, or null when there is none. */
    public @Nullable City find(String key) {
        return byKey.get(key);
    }

    /** The keys of all cities. */
    public Set<String> keys() {
        return byKey.keySet();
    }
}
