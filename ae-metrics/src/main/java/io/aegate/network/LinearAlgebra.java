package io.aegate.network;

/** Linear algebra in double precision on a device. */
public final class LinearAlgebra implements AutoCloseable {

    private final Device device;

    private LinearAlgebra(Device device) {
        this.device = device;
    }

    public static LinearAlgebra on(Device device) {
        return new LinearAlgebra(device);
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "LinearAlgebra[" + device + "]";
    }
}
