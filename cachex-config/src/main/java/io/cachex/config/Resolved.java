package io.cachex.config;

import io.cachex.ConfigurationException;
import io.cachex.profile.Kind;
import io.cachex.profile.Option;
import java.util.List;

/**
 * A setting as it holds.
 *
 * @param written as {@link Option#set} takes it
 * @param secrets the parts of it that must not be seen
 */
record Resolved(Setting setting, Object written, List<String> secrets) {

    /** Resolves a setting. */
    static Resolved of(Setting setting, java.util.Map<String, String> environment) {
        Kind<?> kind = setting.option().kind();
        Resolved resolved = setting.isVariable()
                ? new Resolved(setting, setting.raw(), Secrets.in(kind, (String) setting.raw()))
                : References.resolve(setting, environment);
        resolved.requireKind();
        return resolved;
    }

    private void requireKind() {
        try {
            setting.option().kind().parse(written);
        } catch (ConfigurationException e) {
            boolean isSafe = secrets.isEmpty(); // else even a part of the value may be a secret
            throw refuse(
                    isSafe
                            ? Refusals.words(e)
                            : "must be " + setting.option().kind().allowed() + ": ***");
        }
    }

    /**
     * Sets it on the section's draft.
     *
     * @throws ConfigurationException if it is refused there, with the position of the setting
     */
    <D> void set(Option<D, ?> option, D draft) {
        try {
            option.set(draft, written);
        } catch (RuntimeException e) { // what a builder refuses, and a builder that forgot to
            throw refuse(Secrets.masked(Refusals.words(e), isFree() ? secrets : List.of()));
        }
    }

    /** The value for people: a reference as it is, a secret of the environment masked. */
    Object shown() {
        return setting.isVariable() && setting.raw() instanceof String text
                ? setting.option().kind().shown(text)
                : setting.raw();
    }

    /** What came from the environment into a number or a duration is not secret: it would have been refused before. */
    private boolean isFree() {
        Kind<?> kind = setting.option().kind();
        return kind.secrecy() != Kind.Secrecy.NONE || kind == Kind.TEXT || kind == Kind.TEXTS;
    }

    private ConfigurationException refuse(String what) {
        return setting.at().refuse(setting.path(), what);
    }

    /** Never the value: it may be a secret. */
    @Override
    public String toString() {
        return setting.toString();
    }
}
