package io.aegate.metric.distribution;

import io.aegate.metric.FeatureRows;

/**
 * The Inception score of a set of images in one split (Salimans et al. 2016), from the logits of the network.
 *
 * <pre>
 *   IS = exp( 1/n Σᵢ Σ_c p_c(xᵢ) log( p_c(xᵢ) / p̄_c ) ),   p = softmax(logits),   p̄ their mean
 * </pre>
 */
final class InceptionScore {

    private InceptionScore() {}

    static double of(String metric, FeatureRows logits) {
        if (logits.count() == 0) {
            throw Sides.tooFew(metric, 1, logits);
        }
        int n = logits.count();
        double[] mean = new double[logits.width()];
        double negativeEntropy = 0;
        for (int image = 0; image < n; image++) {
            float[] row = logits.row(image);
            double greatest = row[0];
            for (float logit : row) {
                greatest = Math.max(greatest, logit);
            }
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit - greatest);
            }
            double log = Math.log(sum) + greatest;
            for (int c = 0; c < row.length; c++) {
                double logProbability = row[c] - log;
                double probability = Math.exp(logProbability);
                negativeEntropy += probability * logProbability;
                mean[c] += probability;
            }
        }
        double negativeEntropyOfMean = 0;
        for (double sum : mean) {
            double probability = sum / n;
            // 0 log 0 is 0.
            negativeEntropyOfMean += probability > 0 ? probability * Math.log(probability) : 0;
        }
        return Math.exp(negativeEntropy / n - negativeEntropyOfMean);
    }
}
