/** What is particular to Spring Boot 3.5: its health indicator and its connection details. */
@NullMarked
package io.cachex.spring.boot3;

import org.jspecify.annotations.NullMarked;
