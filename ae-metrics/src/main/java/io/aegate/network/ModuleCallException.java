package io.aegate.network;

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

    /** Whether the method ran to its end, and what it returned is at fault. */
    public boolean returned() {
        return returned;
    }
}
