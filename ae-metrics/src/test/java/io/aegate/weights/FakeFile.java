package io.aegate.weights;

import io.aegate.image.Sha256;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A registered file that no maker publishes.
 *
 * @param hash its SHA-256, or nothing if none is published
 */
record FakeFile(
        String fileName,
        URI address,
        boolean isMember,
        List<OfficialFile> companions,
        long size,
        String hash,
        String licence,
        Optional<String> forbids)
        implements OfficialFile {

    static FakeFile of(String name, byte[] content) {
        return new FakeFile(
                name,
                URI.create("https://example.org/" + name),
                false,
                List.of(),
                content.length,
                Sha256.of(content),
                "BSD-3-Clause",
                Optional.empty());
    }

    @Override
    public Optional<String> sha256() {
        return Optional.of(hash).filter(text -> !text.isEmpty());
    }

    FakeFile at(URI other) {
        return new FakeFile(fileName, other, isMember, companions, size, hash, licence, forbids);
    }

    FakeFile under(String otherLicence, String forbidden) {
        return new FakeFile(fileName, address, isMember, companions, size, hash, otherLicence, Optional.of(forbidden));
    }

    FakeFile within(URI archive, OfficialFile... others) {
        return new FakeFile(fileName, archive, true, List.of(others), size, hash, licence, forbids);
    }

    FakeFile withoutHash() {
        return new FakeFile(fileName, address, isMember, companions, size, "", licence, forbids);
    }
}
