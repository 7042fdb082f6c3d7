package io.aegate.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 as lower-case hexadecimal digits. */
public final class Sha256 {

    private static final int CHUNK = 1 << 16;

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String finish(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    public static String of(byte[] bytes) {
        MessageDigest digest = start();
        digest.update(bytes);
        return finish(digest);
    }

    public static String of(Path file) throws IOException {
        MessageDigest digest = start();
        byte[] chunk = new byte[CHUNK];
        try (InputStream input = Files.newInputStream(file)) {
            int count;
            while ((count = input.read(chunk)) >= 0) {
                digest.update(chunk, 0, count);
            }
        }
        return finish(digest);
    }

    /** Over {@code name NUL sha256 LF} of each entry, in order. */
    static String of(List<ImageSet.Entry> entries) {
        MessageDigest digest = start();
        for (ImageSet.Entry entry : entries) {
            digest.update((entry.name() + '\0' + entry.sha256() + '\n').getBytes(StandardCharsets.UTF_8));
        }
        return finish(digest);
    }
}
