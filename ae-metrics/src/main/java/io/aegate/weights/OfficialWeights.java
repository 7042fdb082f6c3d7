package io.aegate.weights;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The registry: the official weight files that metrics are defined by. None of them comes with ae-gate.
 *
 * <p>Only a file's SHA-256 says that it is the official one; sizes are those that were published, some of them rounded.
 */
public enum OfficialWeights implements OfficialFile {
    ALEXNET(
            "alexnet-owt-7be5be79.pth",
            "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
            233L << 20,
            "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02",
            "BSD-3-Clause"),
    VGG16(
            "vgg16-397923af.pth",
            "https://download.pytorch.org/models/vgg16-397923af.pth",
            528L << 20,
            "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0",
            "BSD-3-Clause"),
    SQUEEZENET(
            "squeezenet1_1-b8a52dc0.pth",
            "https://download.pytorch.org/models/squeezenet1_1-b8a52dc0.pth",
            47L * (1 << 20) / 10,
            "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b",
            "BSD-3-Clause"),
    LPIPS_ALEX(
            "lpips_v0.1_alex.pth",
            "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/alex.pth",
            6_009,
            "df73285e35b22355a2df87cdb6b70b343713b667eddbda73e1977e0c860835c0",
            "BSD-2-Clause"),
    LPIPS_VGG(
            "lpips_v0.1_vgg.pth",
            "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/vgg.pth",
            7_289,
            "a78928a0af1e5f0fcb1f3b9e8f8c3a2a5a3de244d830ad5c1feddc79b8432868",
            "BSD-2-Clause"),
    LPIPS_SQUEEZE(
            "lpips_v0.1_squeeze.pth",
            "https://raw.githubusercontent.com/richzhang/PerceptualSimilarity/master/lpips/weights/v0.1/squeeze.pth",
            10_811,
            "4a5350f23600cb79923ce65bb07cbf57dca461329894153e05a1346bd531cf76",
            "BSD-2-Clause"),
    INCEPTION(
            "pt_inception-2015-12-05-6726825d.pth",
            "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth",
            95_628_359,
            "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2",
            "Apache-2.0"),
    DPT_HYBRID(
            "dpt_hybrid-midas-501f0c75.pt",
            "https://huggingface.co/lllyasviel/ControlNet/resolve/main/annotator/ckpts/dpt_hybrid-midas-501f0c75.pt",
            470L << 20,
            "501f0c75b3bca7daec6b3682c5054c09b366765aef6fa3a09d03a5cb4b230853",
            "MIT"),
    UPERNET(
            "upernet_global_small.pth",
            "https://huggingface.co/lllyasviel/ControlNet/resolve/main/annotator/ckpts/upernet_global_small.pth",
            197L << 20,
            "bebfa1264c10381e389d8065056baaadbdadee8ddc6e36770d1ec339dc84d970",
            "Apache-2.0"),
    CLIP(
            "ViT-B-32.pt",
            "https://openaipublic.azureedge.net/clip/models/40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af/ViT-B-32.pt",
            338L << 20,
            "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af",
            "MIT"),
    DINOV2(
            "dinov2_vitb14_pretrain.pth",
            "https://dl.fbaipublicfiles.com/dinov2/dinov2_vitb14/dinov2_vitb14_pretrain.pth",
            346_378_731,
            "0b8b82f85de91b424aded121c7e1dcc2b7bc6d0adeea651bf73a13307fad8c73",
            "Apache-2.0"),
    /** Its makers publish no hash: it is never fetched, and used as an unverified file only. */
    MIDAS_SMALL(
            "midas_v21_small_256.pt",
            "https://github.com/isl-org/MiDaS/releases/download/v2_1/midas_v21_small_256.pt",
            82L << 20,
            "",
            "MIT"),
    SCRFD(
            "det_500m.onnx",
            "https://github.com/deepinsight/insightface/releases/download/v0.7/buffalo_s.zip",
            2_524_817,
            "5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a",
            "InsightFace non-commercial"),
    ARCFACE(
            "w600k_mbf.onnx",
            "https://github.com/deepinsight/insightface/releases/download/v0.7/buffalo_s.zip",
            13_616_099,
            "9cc6e4a75f0e2bf0b1aed94578f144d15175f357bdc05e815e5c4a02b319eb4f",
            "InsightFace non-commercial");

    private static final String INSIGHTFACE = "InsightFace non-commercial";

    private final String fileName;
    private final URI address;
    private final long size;
    private final String sha256;
    private final String licence;

    OfficialWeights(String fileName, String address, long size, String sha256, String licence) {
        this.fileName = fileName;
        this.address = URI.create(address);
        this.size = size;
        this.sha256 = sha256;
        this.licence = licence;
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isMember() {
        return address.getPath().endsWith(".zip");
    }

    @Override
    public List<OfficialFile> companions() {
        return Arrays.stream(values())
                .filter(other -> isMember() && other != this && other.address.equals(address))
                .map(OfficialFile.class::cast)
                .toList();
    }

    @Override
    public Optional<String> sha256() {
        return Optional.of(sha256).filter(hash -> !hash.isEmpty());
    }

    @Override
    public String licence() {
        return licence;
    }

    @Override
    public Optional<String> forbids() {
        return licence.equals(INSIGHTFACE) ? Optional.of("any commercial use") : Optional.empty();
    }
}
