/** The autoencoder under test: images in, reconstructions out. */
@NullMarked
package io.aegate.checkpoint;

import org.jspecify.annotations.NullMarked;
