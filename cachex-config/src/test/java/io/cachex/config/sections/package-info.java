@NullMarked
package io.cachex.config.sections;

import org.jspecify.annotations.NullMarked;
