package io.aegate.maven.it;

import static io.aegate.SharedFiles.shared;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when an input is refused: one build, in which each module has its own fault. */
@TestInstance(Lifecycle.PER_CLASS)
class BadInputIT {

    private static final int LFS_SIZE = 181_234;

    private final List<String> modules = new ArrayList<>();
    private Path folder = Path.of("");
    private BuildResult result = new BuildResult(0, List.of(), folder);

    @BeforeAll
    void build(@TempDir Path temporary) throws IOException {
        folder = temporary;
        MavenBuild build = MavenBuild.in(folder).photos("ref", "rec", "jpeg50");
        badFolders(build);
        badImages(build);
        badCheckpoints(build);
        badSettings(build);
        result = build.modules(modules).run("verify", "--fail-at-end");
    }

    private void badFolders(MavenBuild build) throws IOException {
        build.photos("unpaired/ref", "unpaired/rec", "jpeg50")
                .photo("unpaired/ref/coffee.png", "coffee_ref")
                .photo("unpaired/rec/gravel.png", "gravel_ref")
                .photo("unpaired/rec/hubble.png", "hubble_ref");
        module(build, "unpaired", "references=ref", "reconstructions=rec", "budgets=psnr >= 20");
        Files.createDirectories(folder.resolve("no-images/ref"));
        module(build, "no-images", "references=ref", "reconstructions=../rec", "budgets=psnr >= 20");
        module(build, "no-folder", "references=../ref", "reconstructions=nowhere", "budgets=psnr >= 20");
    }

    private void badImages(MavenBuild build) throws IOException {
        build.photos("sizes/ref", "sizes/rec", "jpeg50").photo("sizes/rec/camera.png", "lpips_ex_ref");
        module(build, "sizes", "references=ref", "reconstructions=rec", "budgets=psnr >= 20");

        BufferedImage transparent = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        BufferedImage deep = new BufferedImage(32, 32, BufferedImage.TYPE_USHORT_GRAY);
        build.photo("files/ref/whole.png", "camera_ref")
                .beginning("files/ref/truncated.png", shared("reference/images/camera_ref.png"), 20_000)
                .image("files/ref/transparent.png", transparent)
                .image("files/ref/deep.png", deep)
                .file("files/ref/print.jpg", cmyk())
                .file(
                        "files/ref/pointer.png",
                        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "4d7a".repeat(16) + "\nsize "
                                + LFS_SIZE + "\n");
        for (String name : List.of("whole", "truncated", "transparent", "deep", "print", "pointer")) {
            build.photo("files/rec/" + name + ".png", "camera_ref");
        }
        module(build, "files", "references=ref", "reconstructions=rec", "budgets=psnr >= 20");
    }

    private void badCheckpoints(MavenBuild build) throws IOException {
        for (Checkpoints checkpoint : List.of(Checkpoints.NAN, Checkpoints.SAMPLING, Checkpoints.SMALLER)) {
            String name = "checkpoint-" + checkpoint.name().toLowerCase(Locale.ROOT);
            checkpoint.writeTo(build.place(name + "/vae.pt"));
            module(build, name, "references=../ref", "checkpoint=vae.pt", "budgets=psnr >= 20");
        }
        Path decoder = shared("weights/taef2_decoder.pth");
        build.beginning("weights-truncated/encoder.pth", shared("weights/taef2_encoder.pth"), 100_000);
        module(
                build,
                "weights-truncated",
                "references=../ref",
                "architecture=taesd",
                "encoder=encoder.pth",
                "decoder=" + decoder,
                "budgets=psnr >= 20");
        build.file("weights-malicious/encoder.pth", pickleThatCalls("posix", "system", "touch pwned"));
        module(
                build,
                "weights-malicious",
                "references=../ref",
                "architecture=taesd",
                "encoder=encoder.pth",
                "decoder=" + decoder,
                "budgets=psnr >= 20");
        build.photo("weights-size/ref/chelsea.png", "chelsea_full451x300");
        module(
                build,
                "weights-size",
                "references=ref",
                "architecture=taesd",
                "encoder=" + shared("weights/taef2_encoder.pth"),
                "decoder=" + decoder,
                "budgets=psnr >= 20");
        build.file("checkpoint-text/vae.pt", "not an archive");
        module(build, "checkpoint-text", "references=../ref", "checkpoint=vae.pt", "budgets=psnr >= 20");
        build.file("two-subjects/vae.pt", "never opened");
        module(
                build,
                "two-subjects",
                "references=../ref",
                "reconstructions=../rec",
                "checkpoint=vae.pt",
                "budgets=psnr >= 20");
    }

    private void badSettings(MavenBuild build) {
        String[] folders = {"references=../ref", "reconstructions=../rec"};
        module(
                build,
                "budgets",
                folders[0],
                folders[1],
                "budgets=pnsr >= 20; psnr <= 30; ssim[faces] >= 0.9; psnr at least");
        module(build, "no-budgets", folders);
        build.file("slices/slices.csv", "image,slice\ncamera,outdoors\n");
        module(build, "slices", folders[0], folders[1], "slices=slices.csv", "budgets=psnr[outdoor] >= 20");
        module(build, "metric", folders[0], folders[1], "metrics=psnr,lipps", "budgets=psnr >= 20");
        module(build, "device", folders[0], folders[1], "device=gpu", "budgets=psnr >= 20");
        module(build, "nothing", "budgets=psnr >= 20");
        module(build, "memory", folders[0], folders[1], "workerMemory=lots", "budgets=psnr >= 20");
        module(build, "number", folders[0], folders[1], "threads=two", "budgets=psnr >= 20");
    }

    private void module(MavenBuild build, String name, String... settings) {
        build.module(name, settings);
        modules.add(name);
    }

    /** What Maven says of a module, with the paths of this machine cut to what is below the project. */
    private String error(String module) {
        return result.error(module)
                .replace(folder.toString() + "/", "")
                .replace(shared("weights").toString() + "/", "");
    }

    @AfterAll
    void nothing_is_judged_or_left_behind() {
        assertThat(result.exitCode()).as(result.output()).isOne();
        assertThat(modules)
                .allSatisfy(module ->
                        assertThat(result.filesIn(module + "/target/ae-gate")).isEmpty());
    }

    @Test
    void missing_and_surplus_partners_are_named() {
        assertThat(error("unpaired"))
                .isEqualTo(
                        "unpaired/ref and unpaired/rec do not pair by name: 1 of 4 references have no reconstruction (coffee), and 2 of 5 reconstructions have no reference (gravel, hubble); give each pair one name");
    }

    @Test
    void a_folder_without_images_is_refused() {
        assertThat(error("no-images"))
                .isEqualTo(
                        "no-images/ref has no images: not one file below it ends in png, jpg, jpeg, webp, bmp, tif or tiff; name the folder that holds them");
    }

    @Test
    void a_folder_that_is_not_there_is_refused() {
        assertThat(error("no-folder"))
                .isEqualTo("no-folder/nowhere does not exist; name a folder of images or an .npz file");
    }

    @Test
    void pairs_of_two_sizes_are_named() {
        assertThat(error("sizes"))
                .isEqualTo(
                        "1 of 3 pairs differ in size, but a pair must have one; write both at one size, or set resize, for example to center-crop:256: camera is 256x256 and its reconstruction 64x64");
    }

    @Test
    void files_that_are_no_images_of_8_bit_rgb_are_listed_by_their_faults() {
        assertThat(error("files"))
                .isEqualTo(
                        "files/ref: 5 of 6 images cannot be used, replace or remove them: 16 bits a channel, allowed only with convert=true: 1 (deep.png); CMYK, allowed only with convert=true: 1 (print.jpg); a Git LFS pointer, which `git lfs pull` replaces by the image: 1 (pointer.png); transparency, where only opaque images are allowed: 1 (transparent.png); truncated: 1 (truncated.png)");
    }

    @Test
    void a_checkpoint_that_gives_nan_is_refused() {
        assertThat(error("checkpoint-nan"))
                .isEqualTo(
                        "The checkpoint gave 196608 values of 196608 that are NaN or infinite for astronaut, where only finite ones can be measured; check its weights and run it in fp32.");
    }

    @Test
    void a_checkpoint_that_samples_is_refused() {
        assertThat(error("checkpoint-sampling"))
                .matches(
                        "The checkpoint gave other pixels \\(values apart by up to 0\\.\\d{4}\\) when the same images were decoded again, so its values would not be reproducible; export it without sampling, decoding the posterior's mode\\.");
    }

    @Test
    void a_checkpoint_that_changes_the_size_is_refused() {
        assertThat(error("checkpoint-smaller"))
                .isEqualTo(
                        "vae.pt gives shape (3, 3, 128, 128) for images of shape (3, 3, 256, 256); images must come back in their own size, so set resize=center-crop:N with a multiple of its factor.");
    }

    @Test
    void a_file_that_is_no_torchscript_is_refused() {
        assertThat(error("checkpoint-text"))
                .isEqualTo(
                        "vae.pt cannot be loaded as TorchScript (PytorchStreamReader failed reading zip archive: not a ZIP archive); export it with torch.jit.trace or torch.jit.script and save it with torch.jit.save.");
    }

    @Test
    void images_that_do_not_fit_an_architecture_are_refused() {
        assertThat(error("weights-size"))
                .isEqualTo(
                        "The checkpoint takes images whose sides are multiples of 8, but others are chelsea (451x300); set resize=center-crop:N with such an N.");
    }

    @Test
    void weights_that_end_early_are_refused() {
        assertThat(error("weights-truncated"))
                .isEqualTo(
                        "encoder.pth is damaged at byte 100000: the directory at the end of the zip archive is missing, so the file was cut off; download or export it again.");
    }

    @Test
    void weights_that_would_call_a_program_are_refused_and_call_nothing() {
        assertThat(error("weights-malicious"))
                .isEqualTo(
                        "encoder.pth calls posix.system while it is read: ae-gate reads tensors and never runs code; export it again with torch.save(model.state_dict(), ...).");
        assertThat(result.path("pwned")).doesNotExist();
        assertThat(result.path("weights-malicious/pwned")).doesNotExist();
    }

    @Test
    void two_things_under_test_are_refused() {
        assertThat(error("two-subjects"))
                .isEqualTo(
                        "Both reconstructions and a checkpoint are set, but one of them is the thing under test; drop the other.");
    }

    @Test
    void every_budget_that_cannot_be_judged_is_shown_with_a_caret() {
        assertThat(error("budgets")).isEqualTo("""
                        4 of 4 budgets are refused:
                          pnsr >= 20
                          ^ expected a metric, but "pnsr" is not known; the nearest is psnr
                          psnr <= 30
                               ^ expected ">=" or "at least", because psnr is better when higher
                          ssim[faces] >= 0.9
                               ^ expected no slice, because none is configured; name a CSV file of image,slice in slices
                          psnr at least
                                       ^ expected a number, found the end""");
    }

    @Test
    void a_gate_without_budgets_is_refused() {
        assertThat(error("no-budgets"))
                .isEqualTo(
                        "no budgets are given, so nothing would be gated; give budgets or budgetsFile (a bare mvn ae-gate:verify reads the plugin's own <configuration>, not that of an <execution>)");
    }

    @Test
    void a_slice_that_the_file_does_not_name_is_refused() {
        assertThat(error("slices")).isEqualTo("""
                        the budget is refused:
                          psnr[outdoor] >= 20
                               ^ expected a slice, but "outdoor" is not known; the nearest is outdoors""");
    }

    @Test
    void a_metric_that_is_not_known_is_refused() {
        assertThat(error("metric")).isEqualTo("metrics names 'lipps', which is no metric; the nearest is lpips.");
    }

    @Test
    void a_device_that_is_misspelt_is_refused() {
        assertThat(error("device")).isEqualTo("device is 'gpu'; use cpu, cuda, cuda:N or auto.");
    }

    @Test
    void a_gate_without_references_is_refused() {
        assertThat(error("nothing"))
                .isEqualTo("references is not set; name the folder, .npz or list file of the images to evaluate on.");
    }

    @Test
    void memory_that_is_no_amount_is_refused() {
        assertThat(error("memory"))
                .isEqualTo("workerMemory is 'lots'; use a whole number with k, m or g after it, for example 2g.");
    }

    @Test
    void a_number_that_is_none_is_refused_without_what_java_says_of_it() {
        assertThat(error("number")).isEqualTo("threads is 'two'; use a whole number from 0 to 1024.");
    }

    private static byte[] cmyk() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 32, 32, 4, null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A checkpoint whose pickle calls a function with a text when Python loads it. */
    private static byte[] pickleThatCalls(String module, String function, String text) throws IOException {
        byte[] pickle = ("c" + module + "\n" + function + "\n(V" + text + "\ntR.").getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("archive/data.pkl");
            CRC32 crc = new CRC32();
            crc.update(pickle);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(pickle.length);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(pickle);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }
}
