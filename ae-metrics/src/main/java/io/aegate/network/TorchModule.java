package io.aegate.network;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import io.aegate.image.RefusedInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.ZipFile;

/**
 * A TorchScript module, loaded on a device and ready to be called.
 *
 * <p>Its methods are called within a {@link TorchScope}, which owns everything native that a call makes. Safe for use by several
 * threads, each with its own scope.
 */
public final class TorchModule implements AutoCloseable {

    private static final int PICKLE = 0x80;

    private final PtNDManager manager;
    private final PtSymbolBlock block;
    private final Set<String> methods;

    private TorchModule(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
        this.methods = new TreeSet<>(Arrays.asList(JniUtils.getMethodNames(block)));
    }

    /**
     * Loads a TorchScript archive, in inference mode. The file is a program: loading one means to trust it.
     *
     * @throws RefusedInputException if it holds weights only, PyTorch cannot load it, or the device is not there
     */
    public static TorchModule load(Path file, Device device) {
        if (holdsPickleOnly(file)) {
            throw new RefusedInputException(
                    file.getFileName()
                            + " holds pickled weights, not a program; export the model with torch.jit.trace or torch.jit.script and save it"
                            + " with torch.jit.save, or set architecture=taesd with encoder and decoder for weights of that family.");
        }
        Engine engine = Torch.engine();
        if (device.isCuda() && !Torch.hasCuda()) {
            throw new RefusedInputException(
                    "device is " + device
                            + ", but the PyTorch on the class path is the one for the CPU; run Maven with -Dae-gate.device=cuda, or set cpu.");
        }
        if (device.isCuda() && device.index() >= engine.getGpuCount()) {
            throw new RefusedInputException("device is " + device + ", but PyTorch sees " + engine.getGpuCount()
                    + " CUDA devices here; use another device, or cpu.");
        }
        PtNDManager manager = (PtNDManager) engine.newBaseManager(device.toDjl());
        try {
            // The profiling executor recompiles in the first calls, which costs more than it wins on our programs.
            JniUtils.setGraphExecutorOptimize(false);
            PtSymbolBlock block = JniUtils.loadModule(manager, file, true, new String[0], new String[0], false);
            JniUtils.enableInferenceMode(block);
            return new TorchModule(manager, block);
        } catch (EngineException e) {
            manager.close();
            throw new RefusedInputException(
                    file.getFileName() + " cannot be loaded as TorchScript (" + TorchScope.firstLine(e)
                            + "); export it with torch.jit.trace or torch.jit.script and save it with torch.jit.save.",
                    e);
        }
    }

    /** Whether {@code torch.save} wrote it: a bare pickle, or a zip without code. */
    private static boolean holdsPickleOnly(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            if (in.read() == PICKLE) {
                return true;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().noneMatch(entry -> entry.getName().contains("/code/"));
        } catch (IOException e) {
            // No zip that Java can read; PyTorch says better what is wrong with it.
            return false;
        }
    }

    /** The version of the PyTorch that modules run on, if its natives are on the class path. */
    public static Optional<String> version() {
        return Torch.version();
    }

    /** Whether that is one with CUDA. */
    public static boolean hasCuda() {
        return Torch.hasCuda();
    }

    /** Threads that one operation may use on the CPU, where it is called by this thread or by one that called none before. */
    public static void setThreads(int threads) {
        Torch.engine();
        JniUtils.setNumThreads(threads);
    }

    /** How many that are for this thread. */
    public static int threads() {
        Torch.engine();
        return JniUtils.getNumThreads();
    }

    /**
     * Runs calls whose operations take one thread each on the CPU, and restores how many this thread had. For callers that are several
     * threads themselves: an image a thread keeps its activations in the cache, and no thread waits for another after each operation.
     */
    public static <T> T onOneThread(Supplier<T> calls) {
        int threads = threads();
        if (threads == 1) {
            return calls.get();
        }
        setThreads(1);
        try {
            return calls.get();
        } finally {
            setThreads(threads);
        }
    }

    public boolean has(String method) {
        return methods.contains(method);
    }

    /** A scope for calls; close it as soon as their results are read. */
    public TorchScope scope() {
        return new TorchScope((PtNDManager) manager.newSubManager(), block);
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
