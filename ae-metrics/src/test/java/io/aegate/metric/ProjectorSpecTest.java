package io.aegate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aegate.image.RefusedInputException;
import io.aegate.metric.ProjectorSpec.Distance;
import io.aegate.metric.ProjectorSpec.Normalise;
import io.aegate.metric.ProjectorSpec.Output;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectorSpecTest {

    @Test
    void what_is_not_said_has_its_default() {
        ProjectorSpec spec = ProjectorSpec.parse("lines = models/lines.onnx");

        assertThat(spec)
                .hasToString("lines = models/lines.onnx resize=none range=[0,1] mean=0,0,0 std=1,1,1"
                        + " order=rgb output=map normalise=none distance=l1");
        assertThat(spec.metric()).hasToString("drift.lines");
    }

    @Test
    void everything_that_is_said_is_taken() {
        ProjectorSpec spec = ProjectorSpec.parse(
                "pose-2 = \"my models/pose.onnx\" resize=opencv-linear:320x256 range=[0,255] mean=1,2,3.5 std=4,5,6 order=bgr"
                        + " output=map result=heatmaps normalise=min-max distance=l2");

        assertThat(spec.network()).isEqualTo("my models/pose.onnx");
        assertThat(spec.resize()).hasToString("opencv-linear:320x256");
        assertThat(spec.high()).isEqualTo(255);
        assertThat(spec.mean()).isEqualTo(List.of(1.0, 2.0, 3.5));
        assertThat(spec.std()).isEqualTo(List.of(4.0, 5.0, 6.0));
        assertThat(spec.bgr()).isTrue();
        assertThat(spec.result()).contains("heatmaps");
        assertThat(spec.normalise()).isEqualTo(Normalise.MIN_MAX);
        assertThat(spec.distance()).isEqualTo(Distance.L2);
    }

    @ParameterizedTest
    @CsvSource({"map, L1", "labels, SHARE", "embedding, COSINE", "faces, LOST"})
    void the_distance_follows_from_the_output(String output, Distance distance) {
        ProjectorSpec spec = ProjectorSpec.parse("x = x.onnx output=" + output);

        assertThat(spec.output()).isEqualTo(Output.valueOf(output.toUpperCase(Locale.ROOT)));
        assertThat(spec.distance()).isEqualTo(distance);
    }

    @Test
    void the_full_form_declares_the_same_projector() {
        ProjectorSpec spec = ProjectorSpec.parse("x = a.onnx resize=midas-minimal:384 range=[-1,1] output=map");

        assertThat(ProjectorSpec.parse(spec.toString())).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "models/lines.onnx"
                        + "|projectors holds 'models/lines.onnx', which does not begin with NAME = NETWORK; write for example"
                        + " lines = models/lines.onnx resize=pillow-bicubic:224x224 output=map.",
                "2nd = a.onnx"
                        + "|projectors holds '2nd = a.onnx', which does not begin with NAME = NETWORK; write for example"
                        + " lines = models/lines.onnx resize=pillow-bicubic:224x224 output=map.",
                "lines =|The projector lines names no network; write the path of an .onnx or TorchScript file after '='.",
                "x = a.onnx rezise=none"
                        + "|The projector x has 'rezise=none', but rezise is no key of a projector; the nearest is resize.",
                "x = a.onnx output|The projector x says nothing after output; write output=VALUE.",
                "x = a.onnx order=rgb order=bgr|The projector x says order twice; say it once.",
                "x = a.onnx order=gbr|The projector x has order=gbr; use rgb or bgr.",
                "x = a.onnx output=maps|The projector x has output=maps; use embedding, faces, labels, map.",
                "x = a.onnx range=0,1|The projector x has range=0,1; use [LOW,HIGH], for example [0,1], [-1,1] or [0,255].",
                "x = a.onnx range=[1,0]"
                        + "|The projector x has range=[1,0]; use [LOW,HIGH], for example [0,1], [-1,1] or [0,255].",
                "x = a.onnx mean=0.5"
                        + "|The projector x has mean=0.5; use three numbers, red first, separated by commas.",
                "x = a.onnx std=1,1,0"
                        + "|The projector x has std=1,1,0; use three positive numbers, red first, separated by commas.",
                "x = a.onnx std=1,1,NaN"
                        + "|The projector x has std=1,1,NaN; use three positive numbers, red first, separated by commas.",
                "x = a.onnx output=embedding distance=l1"
                        + "|The projector x has distance=l1; use cosine or l2 with output=embedding.",
                "x = a.onnx output=labels normalise=min-max"
                        + "|The projector x has normalise=min-max; use it with output=map only.",
                "x = a.pt result=heat"
                        + "|The projector x has result=heat, but only the results of ONNX files have names; leave it out, and let the"
                        + " network of a.pt give that result first.",
                "x = a.onnx order=bgr output=faces range=[-1,1]"
                        + "|The projector x has order, range, but with output=faces images are given as SCRFD takes them; leave out"
                        + " order, range.",
                "x = a.onnx resize=bicubic:224"
                        + "|The projector x has resize=bicubic:224; use none, center-crop:N, adm:N, torchvision-crop:N, pillow-bilinear:WxH,"
                        + " pillow-bicubic:WxH, opencv-linear:WxH, opencv-area:WxH, opencv-cubic:WxH, controlnet:N,"
                        + " midas-minimal:N, midas-upper-bound:N or mmseg:LONGESTxSHORTEST.",
            })
    void a_declaration_that_is_none_is_refused(String declaration, String message) {
        assertThatThrownBy(() -> ProjectorSpec.parse(declaration))
                .isInstanceOf(RefusedInputException.class)
                .hasMessage(message);
    }
}
