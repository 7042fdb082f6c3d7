package io.aegate.metric.pixel;

/** SSIM as its paper writes it: for each window 121 weights, one channel at a time, nothing shared. */
final class NaiveStructure {

    private static final int RADIUS = 5;
    private static final double[][] WINDOW = window();

    private NaiveStructure() {}

    /** An image as {@code [channel][row][column]}. */
    static double within(double[][][] x, double[][][] y) {
        return mean(x, y, RADIUS, true);
    }

    static double contrast(double[][][] x, double[][][] y) {
        return mean(x, y, RADIUS, false);
    }

    static double full(double[][][] x, double[][][] y) {
        return mean(x, y, 0, true);
    }

    static double multiScale(double[][][] x, double[][][] y) {
        float[] weights = {0.0448f, 0.2856f, 0.3001f, 0.2363f, 0.1333f};
        double product = 1;
        double[][][] a = x;
        double[][][] b = y;
        for (int scale = 0; scale < weights.length; scale++) {
            double term = scale == weights.length - 1 ? within(a, b) : contrast(a, b);
            product *= Math.pow(Math.max(0, term), weights[scale]);
            a = half(a);
            b = half(b);
        }
        return product;
    }

    private static double[][] window() {
        double[][] window = new double[2 * RADIUS + 1][2 * RADIUS + 1];
        double sum = 0;
        for (int i = -RADIUS; i <= RADIUS; i++) {
            for (int j = -RADIUS; j <= RADIUS; j++) {
                window[i + RADIUS][j + RADIUS] = Math.exp(-(i * i + j * j) / 4.5);
                sum += window[i + RADIUS][j + RADIUS];
            }
        }
        for (double[] row : window) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= sum;
            }
        }
        return window;
    }

    private static double[][][] half(double[][][] image) {
        int height = image[0].length / 2;
        int width = image[0][0].length / 2;
        double[][][] half = new double[image.length][height][width];
        for (int c = 0; c < image.length; c++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    half[c][i][j] = (image[c][2 * i][2 * j]
                                    + image[c][2 * i][2 * j + 1]
                                    + image[c][2 * i + 1][2 * j]
                                    + image[c][2 * i + 1][2 * j + 1])
                            / 4;
                }
            }
        }
        return half;
    }

    private static double mean(double[][][] x, double[][][] y, int margin, boolean luminance) {
        double sum = 0;
        int count = 0;
        for (int c = 0; c < x.length; c++) {
            for (int i = margin; i < x[c].length - margin; i++) {
                for (int j = margin; j < x[c][i].length - margin; j++) {
                    sum += at(x[c], y[c], i, j, luminance);
                    count++;
                }
            }
        }
        return sum / count;
    }

    private static double at(double[][] x, double[][] y, int row, int column, boolean luminance) {
        double meanX = 0;
        double meanY = 0;
        for (int i = -RADIUS; i <= RADIUS; i++) {
            for (int j = -RADIUS; j <= RADIUS; j++) {
                double weight = WINDOW[i + RADIUS][j + RADIUS];
                meanX += weight * reflected(x, row + i, column + j);
                meanY += weight * reflected(y, row + i, column + j);
            }
        }
        double varianceX = 0;
        double varianceY = 0;
        double covariance = 0;
        for (int i = -RADIUS; i <= RADIUS; i++) {
            for (int j = -RADIUS; j <= RADIUS; j++) {
                double weight = WINDOW[i + RADIUS][j + RADIUS];
                double ofX = reflected(x, row + i, column + j) - meanX;
                double ofY = reflected(y, row + i, column + j) - meanY;
                varianceX += weight * ofX * ofX;
                varianceY += weight * ofY * ofY;
                covariance += weight * ofX * ofY;
            }
        }
        double contrast = (2 * covariance + 0.0009) / (varianceX + varianceY + 0.0009);
        double mean = (2 * meanX * meanY + 0.0001) / (meanX * meanX + meanY * meanY + 0.0001);
        return luminance ? mean * contrast : contrast;
    }

    private static double reflected(double[][] plane, int row, int column) {
        return plane[reflect(row, plane.length)][reflect(column, plane[0].length)];
    }

    private static int reflect(int position, int size) {
        int last = size - 1;
        return last - Math.abs(last - Math.abs(position));
    }
}
