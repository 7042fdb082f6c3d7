/** Networks as TorchScript programs written by us, and foreign TorchScript files, run on a device. */
@NullMarked
package io.aegate.network;

import org.jspecify.annotations.NullMarked;
