package io.cachex.springexample;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Repository;

/** Stands for a slow database: each look-up takes its time, and is counted. */
@Repository
public class SlowLibrary {

    private final Map<String, Book> books = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final Duration delay;

    SlowLibrary(@Value("${library.delay:200ms}") Duration delay) {
        this.delay = delay;
        save(new Book("9780132350884", "Clean Code", List.of("Robert C. Martin")));
        save(new Book("9780201633610", "Design Patterns", List.of("Gamma", "Helm", "Johnson", "Vlissides")));
    }

    @Nullable
    Book find(String isbn) {
        lookups.incrementAndGet();
        LockSupport.parkNanos(delay.toNanos());
        return books.get(isbn);
    }

    Book save(Book book) {
        books.put(book.isbn(), book);
        return book;
    }

    void remove(String isbn) {
        books.remove(isbn);
    }

    int lookups() {
        return lookups.get();
    }
}
