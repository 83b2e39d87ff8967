package io.cachex.springexample;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/** Books, cached. */
@Service
public class Books {

    private final SlowLibrary library;

    Books(SlowLibrary library) {
        this.library = library;
    }

    /** One look-up for all who ask at once, on all instances; an old book if the library is down. */
    @Cacheable(cacheNames = "books", sync = true)
    public @Nullable Book find(String isbn) {
        return library.find(isbn);
    }

    /** Every instance has the new book. */
    @CachePut(cacheNames = "books", key = "#book.isbn()")
    public Book save(Book book) {
        return library.save(book);
    }

    /** No instance has the book any more. */
    @CacheEvict("books")
    public void remove(String isbn) {
        library.remove(isbn);
    }

    /** Nor any other. */
    @CacheEvict(cacheNames = "books", allEntries = true)
    public void forgetAll() {}
}
