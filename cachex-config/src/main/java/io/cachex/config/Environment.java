package io.cachex.config;

import io.cachex.profile.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings from variables of the environment: {@code CACHEX_CACHE_RETRY_MAX_RETRIES} is {@code cache.retry.max_retries}, and
 * {@code CACHEX_CACHES_USERS_TTL} is {@code caches.users.ttl} if the document has that cache. One that is empty counts as not
 * set, and one that means nothing is refused.
 */
final class Environment {

    /** What chooses the profile. */
    static final String PROFILE = "CACHEX_PROFILE";

    private static final String PREFIX = "CACHEX_";
    private static final String CACHE = "CACHEX_CACHE_";
    private static final String CACHES = "CACHEX_CACHES_";

    /** Of use elsewhere where there is no such option: the choice of a profile, tools, a peer's own addresses. */
    private static final Set<String> OTHERS =
            Set.of(PROFILE, "CACHEX_REDIS_URI", "CACHEX_SELF_URL", "CACHEX_PEER_URLS");

    private static final String TESTS = "CACHEX_TEST_";

    private final Map<String, Named> options = new HashMap<>();
    private final Set<String> ignored;

    /** @param ignored more variables that are of use elsewhere */
    Environment(Model model, Set<String> ignored) {
        this.ignored = ignored;
        add(model.root());
    }

    private void add(Model.Node node) {
        node.options().forEach((name, option) -> {
            String path = node.path() + "." + name;
            Named earlier = options.put(PREFIX + variable(path), new Named(path, option));
            if (earlier != null) {
                throw new io.cachex.ConfigurationException(
                        path + " and " + earlier.path() + " are the same in the environment");
            }
        });
        node.children().values().forEach(this::add);
    }

    /** What the environment sets over a layer. */
    Layer over(Layer layer, Map<String, String> environment) {
        Layer own = new Layer();
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String variable = entry.getKey();
            if (variable.startsWith(PREFIX) && !entry.getValue().isEmpty() && !isOther(variable)) {
                Named named = named(variable, layer);
                Setting setting = new Setting(
                        named.path(), named.option(), entry.getValue(), Position.ofVariable(variable), true);
                own.settings.put(named.path(), setting);
            }
        }
        return own;
    }

    private boolean isOther(String variable) {
        boolean isOption = options.containsKey(variable);
        return !isOption && (OTHERS.contains(variable) || ignored.contains(variable) || variable.startsWith(TESTS));
    }

    private Named named(String variable, Layer layer) {
        Named named = options.get(variable);
        if (named != null) {
            return named;
        }
        List<Named> ofCaches = variable.startsWith(CACHES) ? ofCaches(variable, layer) : List.of();
        if (ofCaches.size() > 1) {
            throw Position.ofVariable(variable)
                    .refuse("means " + ofCaches.get(0).path() + " as well as "
                            + ofCaches.get(1).path());
        }
        if (ofCaches.isEmpty()) {
            throw Position.ofVariable(variable).refuse("no such option" + hint(variable, layer));
        }
        return ofCaches.get(0);
    }

    private List<Named> ofCaches(String variable, Layer layer) {
        List<Named> found = new ArrayList<>();
        for (String cache : layer.caches) {
            String prefix = CACHES + variable(cache) + "_";
            Named named = variable.startsWith(prefix) ? options.get(CACHE + variable.substring(prefix.length())) : null;
            if (named != null) {
                String below = named.path().substring(io.cachex.profile.Section.CACHE.length());
                found.add(new Named(Model.CACHES + "." + cache + below, named.option()));
            }
        }
        return found;
    }

    private String hint(String variable, Layer layer) {
        for (String cache : layer.caches) {
            String prefix = CACHES + variable(cache) + "_";
            if (variable.startsWith(prefix)) {
                return Nearest.of(CACHE + variable.substring(prefix.length()), options.keySet())
                        .map(near -> "; did you mean '" + prefix + near.substring(CACHE.length()) + "'?")
                        .orElse("");
            }
        }
        if (variable.startsWith(CACHES)) {
            return "; the document has " + (layer.caches.isEmpty() ? "no caches" : "the caches " + layer.caches);
        }
        return Nearest.of(variable, options.keySet())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse("");
    }

    private static String variable(String path) {
        return path.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** An option of the process or of a cache. */
    private record Named(String path, Option<?, ?> option) {}
}
