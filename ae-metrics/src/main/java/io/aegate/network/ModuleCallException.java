package io.aegate.network;

import io.aegate.image.RefusedInputException;

/** A module failed, or did not return what it should; the caller knows whose module it is and says so to the user. */
public final class ModuleCallException extends RuntimeException {

    private final boolean returned;

    private ModuleCallException(String message, boolean returned, Throwable cause) {
        super(message, cause);
        this.returned = returned;
    }

    static ModuleCallException failed(String method, String why, Throwable cause) {
        return new ModuleCallException("'" + method + "' failed: " + why, false, cause);
    }

    static ModuleCallException noTensors(String method, Throwable cause) {
        return new ModuleCallException("'" + method + "' returned something other than tensors", true, cause);
    }

    /** What to tell where a network of ours failed, which memory alone makes it do. */
    public RefusedInputException of(String network) {
        return new RefusedInputException(
                network + " could not be computed: " + getMessage()
                        + "; where memory is short, lower threads, or measure smaller images.",
                this);
    }

    /** Whether the method ran to its end, and what it returned is at fault. */
    public boolean returned() {
        return returned;
    }
}
