/** Metrics over pixels: L1, MSE, PSNR and the SSIM family. */
@NullMarked
package io.aegate.metric.pixel;

import org.jspecify.annotations.NullMarked;
