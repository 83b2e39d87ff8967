package io.cachex.springexample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cache.annotation.EnableCaching;

/** The service. */
@SpringBootApplication
@EnableCaching
public class BookService {

    public static void main(String[] args) {
        SpringApplication.run(BookService.class, args);
    }
}
