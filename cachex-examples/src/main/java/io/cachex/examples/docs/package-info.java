/** The code of the documentation, compiled. A test compares the two. */
@NullMarked
package io.cachex.examples.docs;

import org.jspecify.annotations.NullMarked;
