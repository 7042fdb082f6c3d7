/** The facade: what either front end can say, and what it gets back. */
@NullMarked
package io.aegate;

import org.jspecify.annotations.NullMarked;
