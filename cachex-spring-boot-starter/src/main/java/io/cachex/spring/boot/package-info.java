/** What is particular to Spring Boot 4: its health indicator and its connection details. */
@NullMarked
package io.cachex.spring.boot;

import org.jspecify.annotations.NullMarked;
