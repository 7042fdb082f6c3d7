package io.aegate.metric.perceptual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.Direction;
import io.aegate.metric.FeatureKey;
import io.aegate.metric.InstanceMetric;
import io.aegate.network.Device;
import io.aegate.network.Precision;
import io.aegate.weights.GeneratedWeights;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import io.aegate.weights.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LpipsWeightsTest {

    @TempDir
    private Path folder;

    @Test
    void there_are_three_forms_each_with_its_two_files() {
        assertThat(PerceptualMetrics.metrics())
                .extracting(metric -> metric.id().value())
                .containsExactly("lpips", "lpips-vgg", "lpips-squeeze");
        assertThat(PerceptualMetrics.metrics())
                .extracting(metric -> metric.info().weights())
                .containsExactly(
                        Set.of(OfficialWeights.ALEXNET, OfficialWeights.LPIPS_ALEX),
                        Set.of(OfficialWeights.VGG16, OfficialWeights.LPIPS_VGG),
                        Set.of(OfficialWeights.SQUEEZENET, OfficialWeights.LPIPS_SQUEEZE));
        assertThat(PerceptualMetrics.metrics())
                .extracting(metric -> metric.info().direction())
                .containsOnly(Direction.LOWER);
        assertThat(PerceptualMetrics.metrics())
                .extracting(InstanceMetric::features)
                .containsExactly(key("alex"), key("vgg"), key("squeeze"));
    }

    @Test
    void tensors_for_classification_are_ignored() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.ALEXNET);
        tensors.put("classifier.6.bias", Tensor.of(new float[1000], 1000));

        open(tensors, linear());
    }

    @Test
    void a_missing_tensor_is_refused() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.ALEXNET);
        tensors.remove("features.10.bias");

        assertThatThrownBy(() -> open(tensors, linear()))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("alexnet.pth has no tensor features.10.bias (nearest: features.0.bias, features.3.bias,"
                        + " features.6.bias); give weights of the architecture that is meant.");
    }

    @Test
    void a_tensor_of_another_shape_is_refused() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.ALEXNET);
        tensors.put("features.0.bias", Tensor.of(new float[96], 96));

        assertThatThrownBy(() -> open(tensors, linear()))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("alexnet.pth has features.0.bias of shape [96], where AlexNet has [64];"
                        + " give the official alexnet-owt-7be5be79.pth.");
    }

    @Test
    void a_tensor_too_many_is_refused() {
        Map<String, Tensor> tensors = GeneratedWeights.tensors(OfficialWeights.ALEXNET);
        tensors.put("features.12.bias", Tensor.of(new float[1], 1));

        assertThatThrownBy(() -> open(tensors, linear()))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("alexnet.pth has tensors that AlexNet does not have: features.12.bias;"
                        + " give the official alexnet-owt-7be5be79.pth.");
    }

    @Test
    void linear_weights_of_another_network_are_refused() {
        Map<String, Tensor> squeeze =
                new LinkedHashMap<>(StateDict.read(GeneratedWeights.write(OfficialWeights.LPIPS_SQUEEZE, folder))
                        .tensors());

        assertThatThrownBy(() -> open(GeneratedWeights.tensors(OfficialWeights.ALEXNET), squeeze))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage("linear.pth has lin1.model.1.weight of shape [1, 128, 1, 1], where LPIPS with AlexNet has"
                        + " [1, 192, 1, 1]; give the official lpips_v0.1_alex.pth.");
    }

    @Test
    void features_that_no_form_has_are_a_mistake_of_ours() {
        FeatureKey unknown = key("resnet");

        assertThatThrownBy(() -> PerceptualMetrics.extractor(unknown, Device.CPU, Precision.FP32, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no form of LPIPS has the features " + unknown);
    }

    private Map<String, Tensor> linear() {
        return StateDict.read(GeneratedWeights.write(OfficialWeights.LPIPS_ALEX, folder))
                .tensors();
    }

    private void open(Map<String, Tensor> features, Map<String, Tensor> linear) {
        Path network = folder.resolve("alexnet.pth");
        Path heads = folder.resolve("linear.pth");
        GeneratedWeights.write(features, network);
        GeneratedWeights.write(linear, heads);
        PerceptualMetrics.extractor(
                        key("alex"),
                        Device.CPU,
                        Precision.FP32,
                        Map.of(OfficialWeights.ALEXNET, network, OfficialWeights.LPIPS_ALEX, heads))
                .close();
    }

    private static FeatureKey key(String network) {
        return new FeatureKey("lpips", network, "rgb");
    }
}
