package io.cachex.config;

import io.cachex.profile.Plan;
import io.cachex.spi.TimeSource;
import java.util.Map;
import java.util.Optional;

/** The parts that all caches of a document share, and that are closed with it. Guarded by the lock of {@link Profiles}. */
final class Shared implements Plan {

    private final TimeSource time;
    private final Map<Class<?>, Object> given;
    private final Optional<Shared> real;
    private final Parts parts = new Parts();

    Shared(TimeSource time, Map<Class<?>, Object> given) {
        this(time, given, Optional.empty());
    }

    private Shared(TimeSource time, Map<Class<?>, Object> given, Optional<Shared> real) {
        this.time = time;
        this.given = given;
        this.real = real;
    }

    /** One that finds what is in this one, and whose own parts are nobody's. */
    Shared scratch() {
        return new Shared(time, given, Optional.of(this));
    }

    @Override
    public TimeSource time() {
        return time;
    }

    @Override
    public <S> void share(Class<S> type, S part) {
        parts.share(type, part);
    }

    @Override
    public <S> Optional<S> find(Class<S> type) {
        return parts.find(type)
                .or(() -> real.flatMap(process -> process.parts.find(type)))
                .or(() -> Optional.ofNullable(given.get(type)).map(type::cast));
    }

    /** Closes what can be closed, the last first; what fails is logged. */
    void close() {
        parts.close();
    }

    @Override
    public String toString() {
        return "process" + parts;
    }
}
