/** Safe readers for weight files ({@code .pth}, {@code .safetensors}), and the store that finds, fetches and verifies official ones. */
@NullMarked
package io.aegate.weights;

import org.jspecify.annotations.NullMarked;
