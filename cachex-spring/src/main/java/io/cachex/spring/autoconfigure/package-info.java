/**
 * What the starters of both Spring Boot lines share: properties, auto-configuration, the health of caches, the actuator's
 * endpoint. Nothing here is found by Boot unless a starter names it.
 */
@NullMarked
package io.cachex.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
