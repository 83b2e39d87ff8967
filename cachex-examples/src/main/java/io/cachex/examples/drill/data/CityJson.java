package io.cachex.examples.drill.data;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The origin's wire format: one flat JSON object for a city. It reads what it writes and is no general JSON reader. */
public final class CityJson {

    private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([-+.0-9Ee]++))");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

    private CityJson() {}

    /** The city as text. */
    public static String write(City city) {
        return new JsonObject()
                .put("key", city.key())
                .put("name", city.name())
                .put("country", city.country())
                .put("lat", city.latitude())
                .put("lng", city.longitude())
                .toString();
    }

    /**
     * The city that {@code text} describes.
     *
     * @throws IllegalArgumentException if it is not a whole city
     */
    public static City read(String text) {
        Map<String, String> members = new HashMap<>();
        Matcher member = MEMBER.matcher(text);
        while (member.find()) {
            members.put(member.group(1), member.group(2) == null ? member.group(3) : unescape(member.group(2)));
        }
        if (!text.endsWith("}")) {
            throw new IllegalArgumentException("cut off: " + text);
        }
        return new City(
                need(members, "key"),
                need(members, "name"),
                need(members, "country"),
                Double.parseDouble(need(members, "lat")),
                Double.parseDouble(need(members, "lng")));
    }

    private static String need(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a city without " + name + ": " + members);
        }
        return value;
    }

    private static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            String code = escape.group(1);
            String plain = code.length() == 1 ? code : Character.toString(Integer.parseInt(code.substring(1), 16));
            return Matcher.quoteReplacement(plain);
        });
    }
}
