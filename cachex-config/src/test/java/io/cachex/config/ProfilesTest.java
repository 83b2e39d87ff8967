package io.cachex.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cachex.Cache;
import io.cachex.ConfigurationException;
import io.cachex.codec.StringCodec;
import io.cachex.store.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** M1, M2: what a document says comes to the builders of caches, from profiles and for each cache. */
class ProfilesTest {

    private final TestSections sections = new TestSections();

    private static final String ALL_KINDS = """
            cache:
              wheel:
                size: 5
                limit: 5000000000
                share: 1
                on: false
                every: 250ms
                bytes: 64MB
                text: a text
                unit: milliseconds
                names: [a, "b,c"]
                flags: {email: true, search: false}
            """;

    /** M2: every kind of value. */
    @Test
    void readsEveryKindOfValue() {
        try (Profiles profiles = Opened.builder(ALL_KINDS, sections).open()) {
            profiles.builder("users", String.class);

            assertThat(sections.wheels.get("users").values)
                    .containsEntry("size", 5)
                    .containsEntry("limit", 5_000_000_000L)
                    .containsEntry("share", 1.0)
                    .containsEntry("on", false)
                    .containsEntry("every", java.time.Duration.ofMillis(250))
                    .containsEntry("bytes", 64L << 20)
                    .containsEntry("text", "a text")
                    .containsEntry("unit", TimeUnit.MILLISECONDS)
                    .containsEntry("names", List.of("a", "b,c"))
                    .containsEntry("flags", Map.of("email", true, "search", false));
        }
    }

    /** M1: options are set in the section's order, whatever the document's; sections go after those they name. */
    @Test
    void setsOptionsInOrderAndSectionsAfterEachOther() {
        String text = "cache: {a_late_one: {size: 2}, wheel: {every: 1s, size: 1}}\nhub: {}\nspoke: {}\n";
        try (Profiles profiles = Opened.builder(text, sections).open()) {
            assertThat(sections.log).containsExactly("hub {} with spoke");
            profiles.builder("users", String.class);

            assertThat(sections.log)
                    .containsExactly(
                            "hub {} with spoke",
                            "spoke of users",
                            "wheel of users {size=1, every=PT1S}",
                            "late users {size=2}");
        }
        assertThat(sections.log).endsWith("hub closed");
    }

    /** M1: what the document does not have is not applied, unless it always is. */
    @Test
    void appliesNothingThatIsNotThere() {
        try (Profiles profiles = Opened.builder("hub:\n", sections).open()) {
            profiles.builder("users", String.class);

            assertThat(sections.log).containsExactly("hub {} alone", "late users {}");
        }
    }

    /** M2: sections of one cache win over those of all, option by option. */
    @Test
    void letsACacheHaveSettingsOfItsOwn() {
        String text = "cache: {wheel: {size: 1, every: 1s}}\ncaches: {users: {wheel: {size: 2}}, orders: }\n";
        try (Profiles profiles = Opened.builder(text, sections).open()) {
            assertThat(profiles.names()).containsExactly("users", "orders");
            profiles.builder("users", String.class);
            profiles.builder("others", String.class);

            assertThat(sections.wheels.get("users")).hasToString("{size=2, every=PT1S}");
            assertThat(sections.wheels.get("others")).hasToString("{size=1, every=PT1S}");
        }
    }

    /** M2: a cache of its own may have a section that the others do not have. */
    @Test
    void letsACacheHaveASectionOfItsOwn() {
        try (Profiles profiles =
                Opened.builder("caches: {users: {wheel: {}}}", sections).open()) {
            profiles.builder("users", String.class);
            profiles.builder("orders", String.class);

            assertThat(sections.wheels).containsOnlyKeys("users");
        }
    }

    private static final String PROFILES = """
            cache: {wheel: {size: 1}}
            profiles:
              base: {cache: {wheel: {size: 2, share: 0.2}}}
              other: {cache: {wheel: {share: 0.3}}}
              production:
                extends: [base, other]
                cache: {wheel: {every: 9s}}
                caches: {users: {wheel: {size: 7}}}
              default: {cache: {wheel: {size: 4}}}
            """;

    /** M2: a profile goes over those it builds on, the later ones over the earlier ones, and all over what is common. */
    @Test
    void buildsOneProfileOnOthers() {
        try (Profiles profiles =
                Opened.builder(PROFILES, sections).profile("production").open()) {
            profiles.builder("users", String.class);
            profiles.builder("orders", String.class);

            assertThat(profiles.profile()).contains("production");
            assertThat(sections.wheels.get("orders")).hasToString("{size=2, share=0.3, every=PT9S}");
            assertThat(sections.wheels.get("users")).hasToString("{size=7, share=0.3, every=PT9S}");
        }
    }

    /** M2: which profile holds. */
    @Test
    void takesTheProfileThatIsNamedElseTheDefault() {
        try (Profiles profiles = Opened.builder(PROFILES, sections).open()) {
            assertThat(profiles.profile()).contains("default");
        }
        try (Profiles profiles = Opened.builder(PROFILES, sections)
                .environment(Map.of("CACHEX_PROFILE", "base"))
                .open()) {
            assertThat(profiles.profile()).contains("base");
        }
        try (Profiles profiles = Opened.builder("cache: {}", sections).open()) {
            assertThat(profiles.profile()).isEmpty();
        }
    }

    /** Anchors, aliases and merged keys of YAML work. */
    @Test
    void readsAliasesAndMergedKeys() {
        String text = """
                cache: {wheel: &wheel {size: 3, share: 0.3}}
                caches:
                  users:
                    wheel:
                      <<: *wheel
                      size: 4
                  orders: {wheel: *wheel}
                """;
        try (Profiles profiles = Opened.builder(text, sections).open()) {
            profiles.builder("users", String.class);

            assertThat(sections.wheels.get("users")).hasToString("{size=4, share=0.3}");
        }
    }

    /** M1, D5: policies come to the caches that have a store, and only if nothing else is said. */
    @Test
    void givesPoliciesToACacheWithAStore() {
        try (Profiles profiles =
                Opened.builder("cache: {retry: {max_retries: 7}}", sections).open()) {
            try (Cache<String> users = profiles.builder("users", String.class)
                            .store(MemoryStore.create())
                            .build();
                    Cache<String> near = profiles.builder("near", String.class).build();
                    Cache<String> own = profiles.builder("own", String.class)
                            .store(MemoryStore.create())
                            .storePolicies()
                            .build()) {
                assertThat(users.describe()).contains("retry(7)");
                assertThat(near.describe()).doesNotContain("retry");
                assertThat(own.describe()).doesNotContain("retry");
            }
        }
    }

    /** BI31: one name, two forms of values. */
    @Test
    void refusesASecondCacheOfTheNameWithAnotherCodec() {
        try (Profiles profiles = Opened.open("cache: {}")) {
            profiles.builder("users", String.class);
            profiles.builder("users", String.class);

            assertThatThrownBy(() -> profiles.builder("users", Integer.class))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("cache users has values of class java.lang.String, not of class java.lang.Integer");
            assertThatThrownBy(() -> profiles.builder("users", StringCodec.of()))
                    .isInstanceOf(ConfigurationException.class);
        }
    }

    /** Parts that the user gives are found by sections, and are the user's to close. */
    @Test
    void findsPartsThatAreGiven() {
        try (Profiles profiles =
                Opened.builder("hub: {}", sections).part(String.class, "given").open()) {
            assertThat(sections.log).containsExactly("hub {} given");
            assertThat(profiles.find(String.class)).contains("given");
            assertThat(profiles.find(TestSections.Hub.class)).isPresent();
            assertThat(profiles.find(Integer.class)).isEmpty();
        }
    }

    /** BI30: ten thousand caches share what is shared, and cost what one costs, ten thousand times. */
    @Test
    void holdsTenThousandCaches() {
        StringBuilder text = new StringBuilder("hub: {}\ncaches:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  cache-").append(i).append(": {wheel: {size: 3}}\n");
        }
        try (Profiles profiles = Opened.builder(text.toString(), sections).open()) {
            for (int i = 0; i < 10_000; i++) {
                profiles.builder("cache-" + i, String.class);
            }

            assertThat(sections.log.stream().filter(line -> line.startsWith("hub")))
                    .hasSize(1);
            assertThat(sections.wheels).hasSize(10_001);
        }
    }

    @Test
    void refusesBuildersWhenClosed() {
        Profiles profiles = Opened.builder("hub: {}", sections).open();
        profiles.close();
        profiles.close();

        assertThat(sections.log).containsExactly("hub {} alone", "hub closed");
        assertThatThrownBy(() -> profiles.builder("users", String.class)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(profiles::reload).isInstanceOf(IllegalStateException.class);
    }
}
