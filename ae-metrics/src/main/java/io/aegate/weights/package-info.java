/**
 * Weight files: safe readers ({@code .pth}, {@code .safetensors}; tensors in, never code), the registry of the official ones, and the
 * store that finds, fetches and verifies them.
 */
@NullMarked
package io.aegate.weights;

import org.jspecify.annotations.NullMarked;
