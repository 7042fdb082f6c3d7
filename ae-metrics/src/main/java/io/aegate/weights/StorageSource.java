package io.aegate.weights;

import io.aegate.weights.Pickled.Storage;

/** Where a container keeps the elements of its storages. */
interface StorageSource {

    /** The position in the file of the storage's first element; all its elements are there, or it is refused. */
    long position(Storage storage);
}
