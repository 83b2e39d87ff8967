package io.cachex.spring;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.springframework.cache.interceptor.SimpleKey;

/**
 * Reads the parameters of Spring's composite key, which has no accessor for them, and whose text is the same for {@code (1)}
 * and {@code ("1")}.
 */
final class SimpleKeys {

    private static final Field PARAMETERS = parameters();

    private SimpleKeys() {}

    /** What the key was made of. */
    static List<Object> parameters(SimpleKey key) {
        try {
            return Arrays.asList((Object[]) PARAMETERS.get(key));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the parameters of SimpleKey cannot be read", e);
        }
    }

    private static Field parameters() {
        try {
            Field field = SimpleKey.class.getDeclaredField("params");
            field.setAccessible(true); // Spring's module is an automatic one, and open
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("a release of Spring whose SimpleKey is not known", e);
        }
    }
}
