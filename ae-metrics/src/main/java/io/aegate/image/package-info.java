/** Images in: strict reading, Pillow-exact resizing, and the pairing of references with reconstructions. */
@NullMarked
package io.aegate.image;

import org.jspecify.annotations.NullMarked;
