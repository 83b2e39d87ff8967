package io.cachex.springexample;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Books over HTTP. */
@RestController
class BookController {

    private final Books books;
    private final SlowLibrary library;

    BookController(Books books, SlowLibrary library) {
        this.books = books;
        this.library = library;
    }

    @GetMapping("/books/{isbn}")
    ResponseEntity<Book> find(@PathVariable String isbn) {
        return ResponseEntity.ofNullable(books.find(isbn));
    }

    @PutMapping("/books/{isbn}")
    Book save(@PathVariable String isbn, @RequestBody Book book) {
        return books.save(new Book(isbn, book.title(), book.authors()));
    }

    @DeleteMapping("/books/{isbn}")
    void remove(@PathVariable String isbn) {
        books.remove(isbn);
    }

    /** How often this instance asked the library. */
    @GetMapping("/lookups")
    int lookups() {
        return library.lookups();
    }
}
