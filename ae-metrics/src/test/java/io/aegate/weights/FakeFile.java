package io.aegate.weights;

import io.aegate.image.Sha256;
import java.net.URI;
import java.util.Optional;

/** A registered file that no maker publishes. */
record FakeFile(String fileName, URI address, long size, String sha256, String licence, Optional<String> forbids)
        implements OfficialFile {

    static FakeFile of(String name, byte[] content) {
        return new FakeFile(
                name,
                URI.create("https://example.org/" + name),
                content.length,
                Sha256.of(content),
                "BSD-3-Clause",
                Optional.empty());
    }

    FakeFile at(URI other) {
        return new FakeFile(fileName, other, size, sha256, licence, forbids);
    }

    FakeFile under(String otherLicence, String forbidden) {
        return new FakeFile(fileName, address, size, sha256, otherLicence, Optional.of(forbidden));
    }
}
