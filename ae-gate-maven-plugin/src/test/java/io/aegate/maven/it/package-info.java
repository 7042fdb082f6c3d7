/** Real Maven builds that use the plugin as a user does. */
@NullMarked
package io.aegate.maven.it;

import org.jspecify.annotations.NullMarked;
