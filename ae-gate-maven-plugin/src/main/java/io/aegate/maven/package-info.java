/** The Maven plugin: configuration in, exception out. */
@NullMarked
package io.aegate.maven;

import org.jspecify.annotations.NullMarked;
