package io.cachex.config;

import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link ProfilesBuilder} was told.
 *
 * @param poll how often the file is looked at; zero: never
 */
record Setup(
        Model model,
        Input input,
        Optional<String> profile,
        Map<String, String> environment,
        Set<String> ignoredVariables,
        int maximumBytes,
        TimeSource time,
        Map<Class<?>, Object> parts,
        Duration poll) {

    /** What holds now, checked. */
    Document read(String text, Shared process) {
        Document document = Document.read(input.name(), text, this);
        document.check(this, process.scratch());
        return document;
    }

    String text() {
        return input.read(maximumBytes);
    }

    /** Without the environment: there are secrets in it. */
    @Override
    public String toString() {
        return "setup(" + input.name() + ")";
    }
}
