package io.aegate.network;

/** A module failed, or did not return what it should; the caller knows whose module it is and says so to the user. */
public final class ModuleCallException extends RuntimeException {

    ModuleCallException(String message) {
        super(message);
    }

    ModuleCallException(String message, Throwable cause) {
        super(message, cause);
    }
}
