package io.cachex.springexample;

import io.cachex.spring.CachexCustomizer;
import java.io.UncheckedIOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What neither properties nor the profile can say. */
@Configuration(proxyBeanMethods = false)
class Customized {

    @Bean
    CachexCustomizer staleBooks() {
        return (name, builder) -> {
            if (name.equals("books")) {
                builder.staleIf(failure -> failure instanceof UncheckedIOException);
            }
        };
    }
}
