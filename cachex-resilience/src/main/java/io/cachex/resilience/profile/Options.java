package io.cachex.resilience.profile;

import io.cachex.profile.Kind;
import io.cachex.profile.Option;

/** What the sections of policies have in common. */
final class Options {

    private Options() {}

    /** Whether there is to be one. */
    static Option<Said, Boolean> enabled() {
        return Said.option("enabled", Kind.BOOLEAN, (Boolean any) -> {})
                .otherwise("`true` where something is said of it")
                .meaning("`false`: there is none")
                .changeable();
    }

    /** Whether there is one, by what is said, and by what holds where nothing is. */
    static boolean isOn(Said said, boolean byDefault) {
        return said.or("enabled", byDefault || !said.isNothing());
    }
}
