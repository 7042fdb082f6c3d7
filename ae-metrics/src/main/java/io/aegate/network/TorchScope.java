package io.aegate.network;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A stretch of calls to a module; closing it frees all that they made.
 *
 * <p>Results and arguments left on a long-lived manager are what makes native memory grow, so there is no other way to call.
 * Used by one thread.
 */
public final class TorchScope implements AutoCloseable {

    private final PtNDManager manager;
    private final PtSymbolBlock block;

    TorchScope(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /** A tensor of bytes on the module's device, over a direct buffer that must not change while this scope is open. */
    public NDArray bytes(ByteBuffer direct, long... shape) {
        return manager.create(direct, new Shape(shape), DataType.UINT8);
    }

    /** A tensor of floats on the module's device, over a direct buffer of native order that must not change while this scope is open. */
    public NDArray floats(ByteBuffer direct, long... shape) {
        return manager.create(direct, new Shape(shape), DataType.FLOAT32);
    }

    /** A tensor of doubles on the module's device, over a direct buffer of native order that must not change while this scope is open. */
    public NDArray doubles(ByteBuffer direct, long... shape) {
        return manager.create(direct, new Shape(shape), DataType.FLOAT64);
    }

    /**
     * Calls a method that returns one tensor, or several of which the first is wanted.
     *
     * @throws ModuleCallException if the module fails, with what it said in one line
     */
    public NDArray call(String method, NDArray... arguments) {
        return callForAll(method, arguments).head();
    }

    /**
     * Calls a method that returns a tensor, or a tuple or list of tensors.
     *
     * @throws ModuleCallException if the module fails, with what it said in one line
     */
    public NDList callForAll(String method, NDArray... arguments) {
        IValue[] values = Arrays.stream(arguments)
                .map(argument -> IValue.from((PtNDArray) argument))
                .toArray(IValue[]::new);
        try {
            // Thread-local in PyTorch, hence set at each call.
            JniUtils.setGraphExecutorOptimize(false);
            try (IValue result = IValueUtils.runMethod(block, method, values)) {
                NDList tensors = result.toNDList(manager);
                if (tensors.isEmpty()) {
                    throw ModuleCallException.noTensors(method, new NoSuchElementException("an empty list"));
                }
                return tensors;
            }
        } catch (EngineException e) {
            throw ModuleCallException.failed(method, firstLine(e), e);
        } catch (UnsupportedOperationException e) {
            throw ModuleCallException.noTensors(method, e);
        } finally {
            Arrays.stream(values).forEach(IValue::close);
        }
    }

    /** A copy of a result as floats in C order; the conversion never shows a bfloat16 array to Java, which would abort the JVM. */
    public NDArray toFloats(NDArray result) {
        return JniUtils.to((PtNDArray) result, DataType.FLOAT32, manager.getDevice());
    }

    /** The line of a PyTorch error that says what went wrong; the rest of it is a stack. */
    static String firstLine(Throwable error) {
        List<String> lines = String.valueOf(error.getMessage())
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        String raised = "RuntimeError:";
        return lines.stream()
                .filter(line -> line.startsWith(raised))
                .map(line -> line.substring(raised.length()).strip())
                .findFirst()
                .orElse(lines.isEmpty() ? error.getClass().getSimpleName() : lines.get(0));
    }

    @Override
    public void close() {
        manager.close();
    }
}
