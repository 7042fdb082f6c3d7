/** Safe readers for weight files ({@code .pth}, {@code .safetensors}): tensors in, never code. */
@NullMarked
package io.aegate.weights;

import org.jspecify.annotations.NullMarked;
