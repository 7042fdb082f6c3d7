package io.aegate.network;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.aegate.image.RefusedInputException;
import java.util.Optional;

/**
 * ONNX Runtime as it is found on the class path: started once in a JVM, without a word, and never fetched from the network.
 *
 * <p>It computes on the CPU whatever the device is: its form for CUDA is another artifact of the same classes, which would take the place
 * of this one for every network, and needs a CUDA of its own version beside PyTorch's.
 */
final class OnnxEngine {

    private OnnxEngine() {}

    /**
     * The engine.
     *
     * @throws RefusedInputException if there are no natives for this system
     */
    static synchronized Engine engine() {
        // DJL reads all of them once: to download nothing and to report its use to nobody, ...
        Torch.setUnlessSet("ai.djl.offline", "true");
        Torch.setUnlessSet("OPT_OUT_TRACKING", "true");
        // ... not to start PyTorch for operations that we never ask for, ...
        Torch.setUnlessSet("ai.djl.onnx.disable_alternative", "true");
        // ... and to start no threads, as callers are several themselves.
        Torch.setUnlessSet("ai.djl.onnxruntime.num_threads", "1");
        Torch.setUnlessSet("ai.djl.onnxruntime.num_interop_threads", "1");
        return Torch.quietly(OnnxEngine::start);
    }

    private static Engine start() {
        try {
            Engine engine = Engine.getEngine("OnnxRuntime");
            OrtEnvironment.getEnvironment().setTelemetry(false);
            return engine;
        } catch (EngineException | OrtException | IllegalStateException | LinkageError e) {
            throw new RefusedInputException(
                    "ONNX Runtime cannot be loaded (" + TorchScope.firstLine(Torch.rootOf(e))
                            + "); it exists for Linux and macOS on x86_64 and aarch64 and for Windows on x86_64, and unpacks itself"
                            + " into java.io.tmpdir.",
                    e);
        }
    }

    /** The version on the class path, found without loading it. */
    static Optional<String> version() {
        return Optional.ofNullable(OrtEnvironment.class.getPackage().getImplementationVersion());
    }
}
