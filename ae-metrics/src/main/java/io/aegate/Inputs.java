package io.aegate;

import io.aegate.checkpoint.Checkpoint;
import io.aegate.checkpoint.TorchScriptCheckpoint;
import io.aegate.evaluation.Damage;
import io.aegate.evaluation.Provenance;
import io.aegate.evaluation.Versions;
import io.aegate.image.ImagePairs;
import io.aegate.image.RefusedInputException;
import io.aegate.image.Sha256;
import io.aegate.network.Device;
import io.aegate.network.OnnxNetwork;
import io.aegate.network.TorchModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells by content what a gate is about to measure, and by which rules: all that makes two measurements the same. */
final class Inputs {

    private Inputs() {}

    /**
     * What is going to be measured, with nothing of the measuring itself.
     *
     * @param onnx whether networks of ONNX files are part of it
     */
    static Provenance of(GateSpec spec, Optional<Damage> damage, ImagePairs pairs, boolean onnx) {
        Provenance.ImageSetFacts references = new Provenance.ImageSetFacts(pairs.size(), pairs.referenceFingerprint());
        Provenance.ImageSetFacts reconstructions = pairs.reconstructionFingerprint()
                .map(fingerprint -> new Provenance.ImageSetFacts(pairs.size(), fingerprint))
                .orElse(Provenance.ImageSetFacts.NONE);
        return new Provenance(
                subject(spec, pairs),
                references,
                reconstructions,
                generated(spec),
                Map.of(),
                DeclaredProjectors.facts(spec.projectors()),
                inputRules(spec, damage),
                Device.parse(spec.device()).toString(),
                spec.precision().toString(),
                versions(onnx),
                Instant.EPOCH,
                0);
    }

    private static Provenance.ImageSetFacts generated(GateSpec spec) {
        if (spec.sets().generated().isEmpty()) {
            return Provenance.ImageSetFacts.NONE;
        }
        try (ImagePairs images =
                ImagePairs.ofReferences(spec.sets().generated().get(), spec.resize(), spec.convert())) {
            if (images.hasReconstructions()) {
                throw new RefusedInputException(
                        "generated is a list file with two columns, but generated images have no"
                                + " reconstructions; name one image a line.");
            }
            return new Provenance.ImageSetFacts(images.size(), images.referenceFingerprint());
        }
    }

    /**
     * Refuses a list file and settings that disagree on what is under test.
     *
     * @return whether the references have reconstructions, or a checkpoint that makes them
     */
    static boolean requireSubject(GateSpec spec, ImagePairs pairs) {
        if (spec.checkpoint().isPresent() && pairs.hasReconstructions()) {
            throw new RefusedInputException(
                    "The list file " + spec.references().getFileName()
                            + " names reconstructions, but a checkpoint is set to make them; drop the second column, or the checkpoint.");
        }
        boolean paired = spec.checkpoint().isPresent() || pairs.hasReconstructions();
        if (!paired && spec.sets().generated().isEmpty()) {
            throw new RefusedInputException(
                    "The list file " + spec.references().getFileName()
                            + " names references only, and no checkpoint is set; write reference<TAB>reconstruction in each line.");
        }
        return paired;
    }

    private static Map<String, String> versions(boolean onnx) {
        Map<String, String> versions = Versions.read().decidingValues();
        // In a process whose class path somebody else made, it may be another than ours.
        TorchModule.version().ifPresent(version -> versions.put("pytorch", version));
        if (onnx) {
            OnnxNetwork.version().ifPresent(version -> versions.put("onnxruntime", version));
        }
        return versions;
    }

    /** The thing under test as its files are now. */
    static Provenance.Subject subject(GateSpec spec, ImagePairs pairs) {
        return spec.checkpoint()
                .map(checkpoint -> subject(spec, checkpoint))
                .orElseGet(() -> pairs.reconstructionFingerprint()
                        .map(fingerprint -> new Provenance.Subject(
                                spec.display(spec.reconstructions().orElse(spec.references())), Map.of(), fingerprint))
                        .orElseGet(() -> new Provenance.Subject(
                                spec.display(spec.sets().generated().orElseThrow()),
                                Map.of(),
                                generated(spec).fingerprint())));
    }

    private static Provenance.Subject subject(GateSpec spec, Checkpoint checkpoint) {
        Map<String, String> files = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        for (Path file : checkpoint.files()) {
            String name = spec.display(file);
            String hash = sha256(file);
            names.add(name);
            hashes.add(hash);
            files.put(files.containsKey(name) ? file.toString() : name, hash);
        }
        // Over the hashes alone, so that files that are moved or renamed stay the same thing.
        String hash = hashes.size() == 1
                ? hashes.get(0)
                : Sha256.of(String.join("\n", hashes).getBytes(StandardCharsets.US_ASCII));
        return new Provenance.Subject(String.join(" + ", names), files, hash);
    }

    static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> inputRules(GateSpec spec, Optional<Damage> damage) {
        Map<String, String> rules = new TreeMap<>();
        // So that nobody takes what a self-test measured for anything else.
        damage.ifPresent(done -> rules.put("damage", done.toString()));
        spec.sets().statistics().ifPresent(file -> rules.put(Parameter.STATISTICS.key(), sha256(file)));
        rules.put(Parameter.RESIZE.key(), spec.resize().toString());
        rules.put(Parameter.CONVERT.key(), Boolean.toString(spec.convert()));
        spec.checkpoint().ifPresent(checkpoint -> {
            rules.put(Parameter.QUANTIZE.key(), spec.quantize().toString());
            if (checkpoint instanceof TorchScriptCheckpoint script) {
                rules.put(Parameter.RANGE.key(), script.range().toString());
                rules.put(Parameter.LATENT.key(), script.latent().toString());
                // A module may, wrongly but not rarely, give other values in other company.
                rules.put(
                        Parameter.BATCH_SIZE.key(),
                        spec.batchSize() == 0 ? "auto" : Integer.toString(spec.batchSize()));
            } else {
                rules.put(Parameter.ARCHITECTURE.key(), "taesd");
            }
        });
        return rules;
    }
}
