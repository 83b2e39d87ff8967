@NullMarked
package io.cachex.config;

import org.jspecify.annotations.NullMarked;
