package io.cachex.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cachex.ConfigurationException;
import java.util.Map;

/** Opens documents with the sections of {@link TestSections} and no environment. */
final class Opened {

    static final String NAME = "production.yaml";

    private Opened() {}

    static ProfilesBuilder builder(String text, TestSections sections) {
        return Profiles.fromText(NAME, text).providers(sections).environment(Map.of());
    }

    static Profiles open(String text) {
        return builder(text, new TestSections()).open();
    }

    /** What the document is refused with. */
    static ConfigurationException refused(String text) {
        return refused(builder(text, new TestSections()));
    }

    static ConfigurationException refused(ProfilesBuilder builder) {
        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class, () -> builder.open().close());
        if (refusal == null) {
            throw new AssertionError("it was not refused");
        }
        return refusal;
    }
}
