package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.profile.Option;
import io.cachex.profile.Section;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models that tests go through, and reading with them without making anything. */
final class Models {

    private Models() {}

    /** That of the test's own sections, and that of the modules. */
    static Stream<Named> all() {
        return Stream.of(new Named("test", Model.of(Set.of(new TestSections()))), new Named("modules", Model.found()));
    }

    /** Every option of every model. */
    static Stream<Place> options() {
        return all().flatMap(named -> named.model().sections().stream()
                .flatMap(section -> section.options().stream().map(option -> new Place(named, section, option))));
    }

    /** A model with a name for people. */
    record Named(String name, Model model) {

        /** Reads and checks a document, and makes nothing of it. */
        Document read(String text) {
            Setup setup = new Setup(
                    model,
                    Input.of(Opened.NAME, text),
                    Optional.empty(),
                    Map.of("VARIABLE", "value"),
                    Set.of(),
                    1 << 20,
                    TimeSource.system(),
                    Map.of(),
                    Duration.ZERO);
            return setup.read(setup.text(), new Shared(setup.time(), Map.of()));
        }

        Optional<ConfigurationException> refusal(String text) {
            try {
                read(text);
                return Optional.empty();
            } catch (ConfigurationException e) {
                return Optional.of(e);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** An option where it stands. */
    record Place(Named named, Section<?, ?> section, Option<?, ?> option) {

        String path() {
            return section.path() + "." + option.name();
        }

        /** A document that says nothing but this. */
        String document(String value) {
            StringBuilder text = new StringBuilder();
            String indent = "";
            for (String name : path().split("\\.", -1)) {
                text.append(indent.isEmpty() ? "" : "\n")
                        .append(indent)
                        .append(name)
                        .append(':');
                indent += "  ";
            }
            return text.append(' ').append(value).append('\n').toString();
        }

        @Override
        public String toString() {
            return named.name() + " " + path();
        }
    }
}
