package io.aegate.metric.drift;

import io.aegate.network.Device;
import io.aegate.network.DptHybridProgram;
import io.aegate.network.ImageNetwork;
import io.aegate.network.MidasSmallProgram;
import io.aegate.network.OnnxNetwork;
import io.aegate.network.Precision;
import io.aegate.network.UperNetProgram;
import io.aegate.network.VitProgram;
import io.aegate.weights.OfficialWeights;
import io.aegate.weights.StateDict;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The networks whose official files projectors read. */
final class OfficialNetworks {

    static final Set<OfficialWeights> ARE_PROJECTORS = Set.copyOf(EnumSet.of(
            OfficialWeights.DPT_HYBRID,
            OfficialWeights.MIDAS_SMALL,
            OfficialWeights.UPERNET,
            OfficialWeights.CLIP,
            OfficialWeights.DINOV2,
            OfficialWeights.SCRFD,
            OfficialWeights.ARCFACE));

    private OfficialNetworks() {}

    /**
     * Opens the network of a file.
     *
     * @throws io.aegate.image.RefusedInputException if the file is not what it should be, or the device is not there
     */
    static ImageNetwork open(OfficialWeights which, Path file, Device device, Precision precision) {
        return switch (which) {
            case DPT_HYBRID -> DptHybridProgram.of(StateDict.read(file)).open(device, precision);
            case MIDAS_SMALL -> MidasSmallProgram.of(StateDict.read(file)).open(device, precision);
            case UPERNET -> UperNetProgram.of(StateDict.read(file)).open(device, precision);
            case CLIP -> VitProgram.clip(StateDict.read(file)).open(device, precision);
            case DINOV2 -> VitProgram.dinov2(StateDict.read(file)).open(device, precision);
            case SCRFD, ARCFACE -> OnnxNetwork.open(file);
            default -> throw new IllegalArgumentException(which + " is no projector's network");
        };
    }
}
