package io.cachex.examples.docs;

import io.cachex.Cache;
import io.cachex.Compression;
import io.cachex.codec.JsonCodec;
import io.cachex.codec.RecordCodec;
import io.cachex.codec.SmileCodec;
import io.cachex.spi.Store;
import java.time.LocalDate;

/** How values are stored. */
final class Codecs {

    private Codecs() {}

    record Person(String name, LocalDate born) {}

    /** As it was under schema 1. */
    record PersonOne(String name, int year) {}

    static Cache<Person> binary(Store store) {
        Cache<Person> people = Cache.builder("people", RecordCodec.of(Person.class))
                .store(store)
                .build();
        return people;
    }

    static Cache<Person> compressed(Store store) {
        Cache<Person> people = Cache.builder("people", SmileCodec.of(Person.class))
                .store(store)
                .compression(Compression.zstd().above(2_000).level(3))
                .build();
        return people;
    }

    static Cache<Person> upgraded(Store store) {
        JsonCodec<PersonOne> one = JsonCodec.of(PersonOne.class);
        Cache<Person> people = Cache.builder("people", Person.class)
                .store(store)
                .schemaVersion(2, (from, bytes) -> {
                    PersonOne old = one.decode(bytes); // there was only schema 1 before
                    return new Person(old.name(), LocalDate.of(old.year(), 1, 1));
                })
                .build();
        return people;
    }
}
